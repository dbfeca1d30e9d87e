using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using System.Security.Cryptography;
using GenAI.Kit.Contract;

namespace GenAI.Kit;

/// <summary>Loads libtorch and TorchSharp's own native library, also where the system's libstdc++ is a little too
/// old.</summary>
/// <remarks>
/// TorchSharp's libLibTorchSharp.so asks for symbol version GLIBCXX_3.4.32, although no relocation uses a symbol of
/// it. Debian 12, Ubuntu 22.04 and their like stop at 3.4.30, and there it does not load. This class then keeps a
/// private copy under the user's cache folder in which that version is marked weak: one bit differs. The package is
/// never edited, and nothing is copied where the stock file loads. It runs by itself when the kit is first used; a
/// program that calls TorchSharp before anything of the kit calls <see cref="Load"/> first.
/// It also turns background collections of garbage off. TorchSharp's implicit scalars are freed by their finalizers,
/// also while libtorch still reads them; a collection beside the running call makes that happen: 22 of 101,700 steps
/// of its Adam failed beside large arrays, none of 100,905 without.
/// </remarks>
public static class NativeBackend
{
    private const string Library = "libLibTorchSharp.so", Version = "GLIBCXX_3.4.32";
    private static readonly Lazy<Exception?> Outcome = new(Attempt);

    /// <summary>The file of TorchSharp's native library that was loaded; null where TorchSharp searches itself.
    /// </summary>
    internal static string? LoadedFile { get; private set; }

    /// <summary>Whether oneDNN computes convolutions. False where it was found to compute them wrongly: then
    /// libtorch's own code does, slower and right.</summary>
    public static bool UsesOneDnn { get; private set; } = true;

    /// <summary>"SSE41" where oneDNN was wrong before and is kept to older instructions: right, and slower than it
    /// could be. Null: there is no such limit.</summary>
    public static string? OneDnnLimit { get; private set; }

    /// <summary>Loads the native libraries; calling it again changes nothing.</summary>
    /// <exception cref="NotSupportedException">They are missing, or this platform has none: the message says what to
    /// do.</exception>
    public static void Load()
    {
        if (Outcome.Value is { } problem) throw new NotSupportedException(problem.Message, problem);
    }

    [ModuleInitializer, SuppressMessage("Usage", "CA2255", Justification = "TorchSharp's own search comes later.")]
    internal static void Initialize() => _ = Outcome.Value;       // Load, Net and Seed report what went wrong

    private static Exception? Attempt()
    {
        try
        {
            Platform.Require();
            GCSettings.LatencyMode = GCLatencyMode.Batch;
            if (!OperatingSystem.IsLinux()) return null;         // TorchSharp's own search is enough there
            var folders = Folders().Distinct().ToArray();
            var (notes, processor) = (Path.Combine(UserFolders.Cache, "native"), OneDnn.Processor());
            OneDnnLimit = OneDnn.Limit(notes, processor);
            NativeLibrary.Load(Find("libc10.so", folders));
            var cpu = NativeLibrary.Load(Find("libtorch_cpu.so", folders));
            NativeLibrary.Load(Find("libtorch.so", folders));
            LoadedFile = LoadOrMend(Find(Library, folders), notes, TryLoad);
            NativeEntries.Install(LoadedFile, folders);
            UsesOneDnn = OneDnn.Check(cpu, OneDnnLimit, notes, processor);
            return null;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return e;
        }
    }

    /// <summary>Loads the stock file, or its mended copy if only the libstdc++ version is missing.</summary>
    /// <param name="tryLoad">Loads a file: null, or why that failed.</param>
    /// <returns>The file that was loaded.</returns>
    internal static string LoadOrMend(string stock, string cache, Func<string, string?> tryLoad)
    {
        if (tryLoad(stock) is not { } reason) return stock;
        var mended = reason.Contains(Version) ? ElfVersions.Weaken(File.ReadAllBytes(stock), Version, stock) : null;
        if (mended is null) throw new NotSupportedException($"{stock} does not load: {reason.Trim()}");
        var copy = Keep(mended, Path.Combine(cache, Convert.ToHexStringLower(SHA256.HashData(mended))[..16]));
        if (tryLoad(copy) is { } still) throw new NotSupportedException($"{copy} does not load: {still.Trim()}");
        return copy;
    }

    private static string Keep(byte[] content, string folder)
    {
        var copy = Path.Combine(folder, Library);
        try
        {
            if (File.Exists(copy) && File.ReadAllBytes(copy).AsSpan().SequenceEqual(content)) return copy;
            Directory.CreateDirectory(folder);
            AtomicFile.Write(copy, stream => stream.Write(content));
            return copy;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new NotSupportedException(
                $"Cannot write {copy} ({e.Message}): set XDG_CACHE_HOME to a folder that you can write.", e);
        }
    }

    private static string? TryLoad(string file)
    {
        try { NativeLibrary.Load(file); return null; }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException) { return e.Message; }
    }

    private static string Find(string name, string[] folders) =>
        folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists)
        ?? Resolver()?.ResolveUnmanagedDllToPath(name)
        ?? throw new NotSupportedException($"{name} is in none of {string.Join(", ", folders)}: build the kit " +
            $"again, or reference the package libtorch-cpu-{Platform.Rid}.");

    private static IEnumerable<string> Folders()
    {
        var roots = new[] { HomeOf(typeof(NativeBackend).Assembly), HomeOf(typeof(TorchSharp.torch).Assembly),
                            AppContext.BaseDirectory };
        foreach (var root in roots.OfType<string>())
        {
            yield return Path.TrimEndingDirectorySeparator(root);
            yield return Path.Combine(root, "runtimes", Platform.Rid, "native");
        }
        var known = AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "";
        foreach (var folder in known.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
            yield return Path.TrimEndingDirectorySeparator(folder);
    }

    private static AssemblyDependencyResolver? Resolver() =>
        typeof(NativeBackend).Assembly.Location is { Length: > 0 } file ? new(file) : null;

    private static string? HomeOf(Assembly assembly) => Path.GetDirectoryName(assembly.Location);
}
