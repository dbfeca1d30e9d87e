using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using GenAI.Kit.Cli;
using GenAI.Kit.Notebook.Format;
using GenAI.Kit.Notebook.Kernel.Install;
using GenAI.Kit.Notebook.Runner;

namespace GenAI.Kit.Notebook.Tests.Kernel.Install;

/// <summary>Where kernelspecs go on each system, and that nobody else's is touched.</summary>
public sealed class InstallTests : IDisposable
{
    private const string User = ".local/share/jupyter/kernels";
    private readonly string root = Directory.CreateTempSubdirectory("genai-install-").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public void On_Linux_Jupyter_and_VS_Code_look_into_the_home_folder()
    {
        var folders = Folders(OSPlatform.Linux);
        Assert.Equal(At(".local/share/jupyter"), folders.UserData);
        Assert.Equal(At(User), folders.VsCodeKernels);
        Assert.Equal([At(User), "/usr/local/share/jupyter/kernels", "/usr/share/jupyter/kernels"], folders.Search);
        Assert.Equal(At(".local/share/genai-kit/kernel"), folders.Program);
    }

    [Fact]
    public void On_a_Mac_in_Library()
    {
        var folders = Folders(OSPlatform.OSX);
        Assert.Equal(At("Library/Jupyter"), folders.UserData);
        Assert.Equal(At("Library/Jupyter/kernels"), folders.VsCodeKernels);
        Assert.Equal(At("Library/Application Support/genai-kit/kernel"), folders.Program);
    }

    [Fact]
    public void On_Windows_in_AppData()
    {
        var folders = Folders(OSPlatform.Windows,
            ("APPDATA", At("Roaming")), ("LOCALAPPDATA", At("Local")), ("PROGRAMDATA", At("All")));
        Assert.Equal(At("Roaming/jupyter"), folders.UserData);
        Assert.Equal(At("Roaming/jupyter/kernels"), folders.VsCodeKernels);
        Assert.Contains(At("All/jupyter/kernels"), folders.Search);
        Assert.Equal(At("Local/genai-kit/kernel"), folders.Program);
    }

    [Fact]
    public void Jupyters_variables_count_and_VS_Code_does_not_know_them()
    {
        var folders = Folders(
            OSPlatform.Linux, ("JUPYTER_PATH", $"{At("a")}:{At("b")}"), ("XDG_DATA_HOME", At("xdg")));
        Assert.Equal([At("a/kernels"), At("b/kernels"), At("xdg/jupyter/kernels")], folders.Search.Take(3));
        Assert.Equal(At(User), folders.VsCodeKernels);
        Assert.Equal(At("data"), Folders(OSPlatform.Linux, ("JUPYTER_DATA_DIR", At("data"))).UserData);
    }

    [Fact]
    public void The_kernelspec_says_what_Jupyter_needs()
    {
        var spec = Installer().Install(Clone(), publish: () => "/published/GenAI.Kit.Notebook.dll");
        var json = JsonNode.Parse(File.ReadAllText(At($"{User}/genai-kit/kernel.json")))!;
        var argv = ((JsonArray)json["argv"]!).Select(a => a!.ToString()).ToList();
        Assert.True(Path.IsPathFullyQualified(argv[0]) && File.Exists(argv[0]), argv[0]);
        Assert.Equal(["exec", "/published/GenAI.Kit.Notebook.dll", "{connection_file}", "--kit"], argv[1..5]);
        Assert.Equal(("C#", "message", "C# (GenAI.Kit)"),
            (json["language"]!.ToString(), json["interrupt_mode"]!.ToString(), json["display_name"]!.ToString()));
        Assert.Equal("genai-kit", spec.Name);
        static bool IsSet(string name) => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(name));
        var unset = KernelEnvironment.Variables
            .Where(v => !IsSet(v.Key) && !(v.Key == "GOMP_SPINCOUNT" && IsSet("OMP_WAIT_POLICY")));
        Assert.Equal(unset, ((JsonObject)json["env"]!).Select(e => KeyValuePair.Create(e.Key, e.Value!.ToString())));
    }

    [Fact]
    public void The_name_of_dotnet_interactive_is_never_taken_from_it()
    {
        var theirs = Spec(".net-csharp", "{\"argv\": [\"dotnet\"], \"display_name\": \".NET (C#)\"}");
        var error = Assert.Throws<NotebookException>(
            () => Installer().Install(Clone(), ".net-csharp", () => "x.dll"));
        Assert.Contains("taken", error.Message);
        Assert.Contains("\"dotnet\"", File.ReadAllText(theirs));
    }

    [Theory]
    [InlineData("")]
    [InlineData("my kernel")]
    [InlineData("../elsewhere")]
    public void A_name_that_Jupyter_would_pass_over_is_not_taken(string name)
    {
        var error = Assert.Throws<NotebookException>(() => Installer().Install(Clone(), name, () => "x.dll"));
        Assert.Equal(ExitCode.BadArgument, error.Code);
    }

    [Fact]
    public void Where_it_is_free_the_name_is_given_on_request_and_again()
    {
        var installer = Installer();
        installer.Install(Clone(), ".net-csharp", () => "x.dll");
        Assert.Equal(".NET (C#)", installer.Install(Clone(), ".net-csharp", () => "y.dll").DisplayName);
        Assert.Equal(
            ["y.dll"], installer.All().Where(s => s.IsOurs && s.Folder.StartsWith(root)).Select(s => s.Program));
    }

    [Fact]
    public void Uninstall_removes_ours_and_nothing_else()
    {
        Spec("python3", "{\"argv\": [\"python\"]}");
        var installer = Installer();
        installer.Install(Clone(), publish: () => "x.dll");
        Assert.Single(installer.Uninstall());
        Assert.Equal(["python3"], installer.All().Where(s => s.Folder.StartsWith(root)).Select(s => s.Name));
    }

    [Fact]
    public void The_doctor_looks_whether_what_the_kernelspec_names_is_there()
    {
        Assert.Contains("genai kernel install", DoctorCommand.Kernel(Folders(OSPlatform.Linux)));
        File.WriteAllText(At("kernel.dll"), "");
        Installer().Install(Clone(), publish: () => At("kernel.dll"));
        Assert.Contains("\"C# (GenAI.Kit)\"", DoctorCommand.Kernel(Folders(OSPlatform.Linux)));
        File.Delete(At("kernel.dll"));
        var error = Assert.Throws<NotebookException>(() => DoctorCommand.Kernel(Folders(OSPlatform.Linux)));
        Assert.Contains("kernel.dll, which is gone: `genai kernel install`", error.Message);
    }

    [Fact]
    public void What_a_running_kernel_uses_stays_and_what_an_abort_left_goes()
    {
        var program = Folders(OSPlatform.Linux).Program;
        string Published(string name, bool holds = true)
        {
            var folder = Directory.CreateDirectory(Path.Combine(program, name)).FullName;
            if (holds) File.WriteAllText(Path.Combine(folder, Publication.Lock), "");
            return folder;
        }

        var old = Published("20260101-000000", holds: false);
        var (used, idle) = (Published("20260201-000000"), Published("20260301-000000"));
        var (aborted, busy) = (Published("20260401-000000.part"), Published("20260402-000000.part"));
        Directory.SetLastWriteTimeUtc(aborted, DateTime.UtcNow.AddDays(-1));
        var latest = Published("20260501-000000");
        using (Publication.Hold(used))
        {
            Installer().Install(Clone(), publish: () => Path.Combine(latest, "x.dll"));
            Assert.Equal([used, busy, latest], Directory.GetDirectories(program).Order());
        }

        Installer().Install(Clone(), publish: () => Path.Combine(latest, "x.dll"));
        Assert.Equal([busy, latest], Directory.GetDirectories(program).Order());
        Assert.All([old, idle], folder => Assert.False(Directory.Exists(folder)));
    }

    [Theory]
    [InlineData("error : Access to the path '/srv/kit/obj/x.tmp' is denied. workload", "/srv/kit/obj/x.tmp can't")]
    [InlineData("error NU1301: No such host is known. (api.example.org:443) [/srv/kit/a.csproj]",
        "No such host is known. (api.example.org:443)")]
    public void A_failed_build_is_one_sentence_and_leaves_no_folder(string said, string expected)
    {
        var installer = Installer();
        var clone = Project($"<Exec Command=\"echo &quot;{said}&quot; 1&gt;&amp;2; exit 3\" />");
        var error = Assert.Throws<NotebookException>(() => installer.Install(clone));
        Assert.Contains(expected, error.Message);
        Assert.DoesNotContain('\n', error.Message);
        Assert.False(Directory.Exists(Folders(OSPlatform.Linux).Program));
    }

    [Fact]
    public async Task An_aborted_installation_leaves_no_folder_and_no_build()
    {
        using var cancel = new CancellationTokenSource();
        var started = At("started");
        var clone = Project($"<Exec Command=\"mkdir -p $(PublishDir); echo $PPID > {started}; sleep 300\" />");
        var installer = new KernelInstaller(Folders(OSPlatform.Linux), _ => { }, cancel.Token);
        var install = Task.Run(() => installer.Install(clone), TestContext.Current.CancellationToken);
        while (!File.Exists(started) && !install.IsCompleted)
            await Task.Delay(50, TestContext.Current.CancellationToken);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => install);
        Assert.False(Directory.Exists(Folders(OSPlatform.Linux).Program));
    }

    // A clone whose kernel is built by this step alone.
    private string Project(string step)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "steps of a Unix shell");
        var folder = Directory.CreateDirectory(At("clone/src/GenAI.Kit.Notebook")).FullName;
        File.WriteAllText(Path.Combine(folder, "GenAI.Kit.Notebook.csproj"), $"""
            <Project><Target Name="Restore" /><Target Name="Build" />
            <Target Name="Publish">{step}</Target></Project>
            """);
        return Clone();
    }

    [Fact]
    public void The_next_steps_in_VS_Code_are_told()
    {
        Assert.Contains("\"jupyter.completionTriggerCharacters\": {\"csharp\": [\".\"]}", VsCode.Advice);
        Assert.Contains("\"[csharp]\": {\"editor.wordBasedSuggestions\": \"off\"}", VsCode.Advice);
        Assert.Contains("Reload Window", VsCode.Advice);
        Assert.Contains("Jupyter Kernel…", VsCode.Advice);
    }

    [Fact]
    public void A_kit_that_is_not_built_is_told()
    {
        var error = Assert.Throws<NotebookException>(() => Installer().Install(root, publish: () => "x.dll"));
        Assert.Contains("dotnet build -c Release", error.Message);
    }

    private KernelInstaller Installer() => new(Folders(OSPlatform.Linux), _ => { });

    private JupyterFolders Folders(OSPlatform system, params (string Name, string Value)[] variables) =>
        new(system, root, name => variables.FirstOrDefault(v => v.Name == name).Value);

    private string Spec(string name, string json)
    {
        var file = Path.Combine(Directory.CreateDirectory(At($"{User}/{name}")).FullName, "kernel.json");
        File.WriteAllText(file, json);
        return file;
    }

    private string Clone()
    {
        var kit = Directory.CreateDirectory(At("clone/src/GenAI.Kit.Lessons/bin/Release/net10.0")).FullName;
        File.WriteAllText(Path.Combine(kit, "GenAI.Kit.Lessons.dll"), "");
        return At("clone");
    }

    private string At(string path) => Path.Combine([root, .. path.Split('/')]);
}
