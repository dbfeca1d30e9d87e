using System.Diagnostics;
using System.IO.Compression;
using System.Runtime.InteropServices;
using GenAI.Kit.Notebook.Session;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace GenAI.Kit.Notebook.Tests.Session.Packages;

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
        var restoring = Stopwatch.StartNew();
        Assert.Equal("1.2.3", await first.Run($"{request}using {id};\nTold.Version"));
        restoring.Stop();
        Assert.Equal($"Installed {id} 1.2.3", first.Sink.Displays[^1].Data["text/plain"]);
        Assert.Single(first.Sink.Displays.Select(d => d.Id).Distinct());
        Assert.Equal("1.2.3", await first.Run("Told.Version"));

        var clock = Stopwatch.StartNew();
        await new TestSession().Run($"{request}{id}.Told.Version");
        Assert.True(clock.Elapsed < restoring.Elapsed, $"{clock.Elapsed} after {restoring.Elapsed}: restored again?");
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

        var session = new TestSession();
        await session.Fail(request);
        Assert.Equal($"Not installed: {id} 9.9.9", session.Sink.Displays[^1].Data["text/plain"]);

        Pack("9.9.9");
        Assert.Equal("9.9.9", await new TestSession().Run($"{request}{id}.Told.Version"));
    }

    [Theory]
    [InlineData("1.*", "1.2.3")]
    [InlineData("*-*", "1.2.3")]
    [InlineData("1.2.3", "1.*")]
    [InlineData("1.2.3", "1.2.3.0")]
    [InlineData("1.2.3", "*")]
    public async Task What_is_loaded_may_be_asked_for_again_and_no_other_version(string first, string again)
    {
        Pack("1.2.3");
        var session = new TestSession();
        await session.Run($"#i \"nuget:{folder}\"\n#r \"nuget: {id}, {first}\"");
        Assert.Equal("1.2.3", await session.Run($"#r \"nuget: {id}, {again}\"\n{id}.Told.Version"));
        var error = await session.Fail($"#r \"nuget: {id}, 1.2.4\"");
        Assert.StartsWith($"{id} 1.2.4 can't be loaded: {id} 1.2.3 is loaded already", error.Message);
    }

    [Fact]
    public async Task Where_a_newer_version_is_taken_it_is_said()
    {
        Pack("1.3.0");
        var session = new TestSession();
        await session.Run($"#i \"nuget:{folder}\"\n#r \"nuget: {id}, 1.2.9\"");
        Assert.Equal($"Installed {id} 1.3.0: 1.2.9 is not to be had", Said(session));
    }

    [Fact]
    public async Task Where_cells_get_the_kernels_own_version_it_is_said()
    {
        Pack("1.2.3");
        var session = new TestSession(new SessionOptions { References = [Compile("own", Code("5.0.0"), id)] });
        var version = await session.Run($"#i \"nuget:{folder}\"\n#r \"nuget: {id}, 1.2.3\"\n{id}.Told.Version");
        Assert.Equal("5.0.0", version);
        Assert.Equal($"{id} 1.2.3 is not used: cells get 5.0.0, which was loaded before", Said(session));
    }

    [Fact]
    public async Task What_came_with_another_package_stays_as_it_is_and_it_is_said()
    {
        Pack("1.2.3");
        Pack("1.2.4");
        var user = $"{id}User";
        Pack("2.0.0", dependency: "[1.2.3]", name: user);
        var session = new TestSession();
        await session.Run($"#i \"nuget:{folder}\"\n#r \"nuget: {user}, 2.0.0\"");
        Assert.Equal("1.2.3", await session.Run($"#r \"nuget: {id}, 1.2.4\"\n{id}.Told.Version"));
        Assert.Equal($"{id} 1.2.4 is not used: cells get 1.2.3, which was loaded before", Said(session));
    }

    /// <summary>Packages for .NET Interactive refer to its kernel, whose names are here already.</summary>
    [Fact]
    public async Task A_package_that_needs_NET_Interactives_kernel_hides_none_of_our_names()
    {
        const string Host = "Microsoft.DotNet.Interactive";
        var host = Emit(Path.Combine(folder, Host + ".dll"), $"namespace {Host}; public class Kernel {{ }}");
        Emit(Path.Combine(folder, "Extends.dll"),
            $"namespace Extends; public class It {{ public {Host}.Kernel K; public static int Is => 3; }}", host);
        var session = new TestSession(new SessionOptions { BaseDirectory = folder, ProbeFolders = [folder] });
        Assert.Equal("3", await session.Run("#r \"Extends.dll\"\nvar k = Kernel.Root; Extends.It.Is"));
    }

    [Theory]
    [InlineData("https://127.0.0.1:9/v3/index.json")]
    [InlineData("/nowhere/at/all")]
    public async Task A_dead_source_does_not_fail_what_others_have(string dead)
    {
        Pack("1.2.3");
        var session = new TestSession();
        await session.Run($"#i \"nuget:{dead}\"\n#i \"nuget:{folder}\"\n#r \"nuget: {id}, 1.*\"");
        Assert.Equal($"Installed {id} 1.2.3\nThe source {dead} can't be used and was left out", Said(session));
    }

    [Fact]
    public async Task Two_kernels_may_restore_one_package_at_once()
    {
        Pack("1.2.3");
        var code = $"#i \"nuget:{folder}\"\n#r \"nuget: {id}, 1.2.3\"\n{id}.Told.Version";
        var sessions = Enumerable.Range(0, 3).Select(_ => new TestSession()).ToList();
        Assert.All(await Task.WhenAll(sessions.Select(s => s.Run(code))), v => Assert.Equal("1.2.3", v));
    }

    [Fact]
    public async Task A_script_that_a_package_brings_runs_and_a_compiled_extension_does_not()
    {
        Pack("1.2.3", "extension.dib", $"#!csharp\nvar brought = {id}.Told.Version;\n#!fsharp\nlet x = 1");
        Pack("1.2.4", "extension.dll", "");
        var request = $"#i \"nuget:{folder}\"\n#r \"nuget: {id}, ";
        Assert.Equal("1.2.3", await new TestSession().Run(request + "1.2.3\"\nbrought"));
        var session = new TestSession();
        await session.Run(request + "1.2.4\"");
        Assert.EndsWith($"{id} brings an extension that was not run: it needs .NET Interactive's own kernel",
            Said(session));
    }

    [Fact]
    public async Task A_script_of_a_package_that_fails_does_not_fail_the_cell()
    {
        Pack("1.2.3", "extension.dib", "#!csharp\nnonsense");
        var session = new TestSession();
        Assert.Equal("1", await session.Run($"#i \"nuget:{folder}\"\n#r \"nuget: {id}, 1.2.3\"\n1"));
        Assert.Contains(session.Sink.Displays,
            d => d.Data["text/plain"].Contains("extension for .NET Interactive failed"));
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
        Emit(Path.Combine(folder, "Outer.dll"), "namespace Outer; " + top, inner);
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

    private static string Said(TestSession session) => session.Sink.Displays[^1].Data["text/plain"];

    private string Code(string version) =>
        $"[assembly: System.Reflection.AssemblyFileVersion(\"{version}\")]\n"
        + $"namespace {id}; public static class Told {{ public static string Version => \"{version}\"; }}";

    private void Pack(
        string version, string? extension = null, string content = "", string? dependency = null, string? name = null)
    {
        name ??= id;
        using var package = ZipFile.Open(Path.Combine(folder, $"{name}.{version}.nupkg"), ZipArchiveMode.Create);
        var code = Code(version).Replace($"namespace {id};", $"namespace {name};");
        package.CreateEntryFromFile(Compile("packed", code, name), $"lib/net10.0/{name}.dll");
        if (extension is not null)
        {
            var entry = package.CreateEntry($"interactive-extensions/dotnet/{extension}");
            using var file = new StreamWriter(entry.Open());
            file.Write(content);
        }

        var needs = dependency is null ? ""
            : $"<dependencies><dependency id=\"{id}\" version=\"{dependency}\" /></dependencies>";
        using var manifest = new StreamWriter(package.CreateEntry($"{name}.nuspec").Open());
        manifest.Write($"<package><metadata><id>{name}</id><version>{version}</version><authors>t</authors>"
            + $"<description>t</description>{needs}</metadata></package>");
    }

    /// <param name="file">The folder, below the test's, of a library whose name is another's.</param>
    private string Compile(string file, string code, string name)
    {
        Directory.CreateDirectory(Path.Combine(folder, file));
        return Emit(Path.Combine(folder, file, name + ".dll"), code);
    }

    private string Compile(string name, string code) => Emit(Path.Combine(folder, name + ".dll"), code);

    private static string Emit(string path, string code, params string[] references)
    {
        var runtime = Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "System.Runtime.dll");
        var known = references.Append(runtime).Append(typeof(object).Assembly.Location);
        var result = CSharpCompilation.Create(Path.GetFileNameWithoutExtension(path),
            [CSharpSyntaxTree.ParseText(code, cancellationToken: TestContext.Current.CancellationToken)],
            known.Select(r => MetadataReference.CreateFromFile(r)), new(OutputKind.DynamicallyLinkedLibrary))
            .Emit(path, cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(result.Success, string.Join("\n", result.Diagnostics));
        return path;
    }
}
