using System.Diagnostics;
using System.IO.Compression;
using System.Runtime.InteropServices;
using GenAI.Kit.Notebook.Session;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace GenAI.Kit.Notebook.Tests.Session;

/// <summary>Packages and assemblies that cells name; they are made here and come from a folder.</summary>
public sealed class PackageTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("genai-packages-").FullName;
    private readonly string id = $"GenAiTest{Guid.NewGuid():n}";

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_package_is_restored_with_progress_once_and_its_types_are_there_from_then_on()
    {
        Pack("1.2.3");
        var first = new TestSession();
        var request = $"#i \"nuget:{folder}\"\n#r \"nuget: {id}, 1.2.3\"\n";
        Assert.Equal("1.2.3", await first.Run($"{request}using {id};\nTold.Version"));
        Assert.Equal($"Installed {id} 1.2.3", first.Sink.Displays[^1].Data["text/plain"]);
        Assert.Single(first.Sink.Displays.Select(d => d.Id).Distinct());
        Assert.Equal("1.2.3", await first.Run("Told.Version"));

        var clock = Stopwatch.StartNew();
        await new TestSession().Run($"{request}{id}.Told.Version");
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 2.5);
    }

    [Fact]
    public async Task A_package_that_does_not_exist_is_told_in_one_error_until_it_does()
    {
        var request = $"#i \"nuget:{folder}\"\n#r \"nuget: {id}, 9.9.9\"\n";
        foreach (var _ in new[] { "at first", "and again" })
        {
            var error = await new TestSession().Fail(request);
            Assert.StartsWith($"{id} 9.9.9 can't be installed: NU1101", error.Message);
        }

        Pack("9.9.9");
        Assert.Equal("9.9.9", await new TestSession().Run($"{request}{id}.Told.Version"));
    }

    [Fact]
    public async Task A_restore_that_takes_too_long_is_stopped()
    {
        var session = new TestSession(new SessionOptions { RestoreLimit = TimeSpan.FromMilliseconds(1) });
        Assert.Contains("took longer", (await session.Fail($"#r \"nuget: {id}, 1.0.0\"")).Message);
    }

    [Fact]
    public async Task An_assembly_is_referenced_by_path_and_finds_what_lies_beside_it()
    {
        var inner = Compile("Inner", "namespace Inner; public static class Deep { public static int Seven => 7; }");
        const string top = "public static class Top { public static int Seven => Inner.Deep.Seven; }";
        Compile("Outer", "namespace Outer; " + top, inner);
        var session = new TestSession(new SessionOptions { BaseDirectory = folder });
        Assert.Equal("7", await session.Run("#r \"Outer.dll\"\nOuter.Top.Seven"));
        Assert.Equal("14", await session.Run("2 * Outer.Top.Seven"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_native_library_is_found_beside_what_was_loaded_or_in_its_runtimes_folder(bool inRuntimes)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "takes a library of the framework's for Linux");
        var runtimes = Path.Combine(folder, "runtimes", RuntimeInformation.RuntimeIdentifier, "native");
        var native = inRuntimes ? runtimes : folder;
        var framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        Directory.CreateDirectory(native);
        File.Copy(Path.Combine(framework, "libSystem.Native.so"), Path.Combine(native, "libmine.so"));
        Compile("Managed", """
            using System.Runtime.InteropServices;
            namespace Managed;
            public static class Native
            {
                public static int Pid => GetPid();
                [DllImport("mine", EntryPoint = "SystemNative_GetPid")] private static extern int GetPid();
            }
            """);
        var session = new TestSession(new SessionOptions { BaseDirectory = folder });
        Assert.Equal("True", await session.Run("#r \"Managed.dll\"\nManaged.Native.Pid == Environment.ProcessId"));
    }

    [Fact]
    public async Task A_folder_says_itself_what_cells_may_name()
    {
        Compile("Listed", "namespace Listed; public static class It { public static int Is => 3; }");
        Compile("Unlisted", "namespace Unlisted; public static class It { public static int Is => 4; }");
        File.WriteAllText(Path.Combine(folder, "kernel.references"), "// a comment\n#define KIT\n\nListed\nAbsent\n");
        var session = new TestSession(LibraryFolder.Options(folder));
        Assert.Equal("3", await session.Run("#if KIT\nListed.It.Is\n#endif"));
        Assert.Contains("CS0103", (await session.Fail("Unlisted.It.Is")).Message);
        Assert.Empty(LibraryFolder.Options(Path.Combine(folder, "none")).References);
    }

    [Fact]
    public async Task References_and_symbols_of_the_options_are_seen()
    {
        var path = Compile("Given", "namespace Given; public static class It { public static int Is => 3; }");
        var session = new TestSession(new SessionOptions { References = [path], Symbols = ["KIT"] });
        Assert.Equal("3", await session.Run("#if KIT\nGiven.It.Is\n#endif"));
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_a_compile_error() =>
        Assert.Contains("nowhere.dll", (await new TestSession().Fail("#r \"nowhere.dll\"")).Message);

    private void Pack(string version)
    {
        var code = $"namespace {id}; public static class Told {{ public static string Version => \"{version}\"; }}";
        using var package = ZipFile.Open(Path.Combine(folder, $"{id}.{version}.nupkg"), ZipArchiveMode.Create);
        package.CreateEntryFromFile(Compile(id, code), $"lib/net10.0/{id}.dll");
        using var manifest = new StreamWriter(package.CreateEntry($"{id}.nuspec").Open());
        manifest.Write($"<package><metadata><id>{id}</id><version>{version}</version>"
            + "<authors>t</authors><description>t</description></metadata></package>");
    }

    private string Compile(string name, string code, params string[] references)
    {
        var path = Path.Combine(folder, name + ".dll");
        var runtime = Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "System.Runtime.dll");
        var known = references.Append(runtime).Append(typeof(object).Assembly.Location);
        var result = CSharpCompilation.Create(
            name, [CSharpSyntaxTree.ParseText(code, cancellationToken: TestContext.Current.CancellationToken)],
            known.Select(r => MetadataReference.CreateFromFile(r)), new(OutputKind.DynamicallyLinkedLibrary))
            .Emit(path, cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(result.Success, string.Join("\n", result.Diagnostics));
        return path;
    }
}
