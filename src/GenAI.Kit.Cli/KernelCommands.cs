using System.CommandLine;
using GenAI.Kit.Notebook.Kernel;
using GenAI.Kit.Notebook.Kernel.Install;
using GenAI.Kit.Notebook.Runner;

namespace GenAI.Kit.Cli;

/// <summary>`genai kernel …`.</summary>
internal static class KernelCommands
{
    /// <summary>How this program starts itself as a kernel.</summary>
    public static KernelProgram Self
    {
        get
        {
            var assembly = typeof(KernelCommands).Assembly.Location;
            var host = Environment.ProcessPath!;
            return Path.GetFileNameWithoutExtension(host) == "dotnet"
                ? new(host, "exec", assembly, "kernel", "start", "{connection_file}")
                : new(host, "kernel", "start", "{connection_file}");
        }
    }

    public static Command Create() => new("kernel", "The C# kernel for Jupyter and VS Code.")
        { Install(), Uninstall(), List(), Start() };

    private static Command Install()
    {
        var name = new Option<string>("--as")
        {
            Description = "Another name, such as .net-csharp; never over a kernel that is not the kit's",
            HelpName = "name", DefaultValueFactory = _ => KernelInstaller.DefaultName,
        };
        const string about = "Publishes the kernel for your user and tells Jupyter and VS Code.";
        var command = new ExampleCommand("install", about, """
              genai kernel install
            """) { name };
        command.SetAction((parsed, cancellation) =>
        {
            var installer = new KernelInstaller(JupyterFolders.Here, Console.WriteLine, cancellation);
            var spec = installer.Install(new LessonFolder().RequireRoot(), parsed.GetValue(name)!);
            Console.WriteLine($"\"{spec.DisplayName}\" is installed in {spec.Folder}.");
            Console.WriteLine("In Jupyter, open notebooks/ and choose it.");
            Console.WriteLine(VsCode.Advice);
            return Task.CompletedTask;
        });
        return command;
    }

    private static Command Uninstall()
    {
        var command = new Command("uninstall", "Removes what install has written.");
        command.SetAction(_ =>
        {
            var removed = Installer.Uninstall();
            Console.WriteLine(removed.Count == 0
                ? "The kernel is not installed." : $"Removed {string.Join(", ", removed)}.");
        });
        return command;
    }

    private static Command List()
    {
        var command = new Command("list", "Lists the kernels that Jupyter and VS Code find; the kit's are marked.");
        command.SetAction(_ =>
        {
            foreach (var spec in Installer.All())
                Console.WriteLine(
                    $"{(spec.IsOurs ? "*" : " ")} {spec.Name,-16} {spec.DisplayName,-24} {spec.Folder}");
        });
        return command;
    }

    private static KernelInstaller Installer => new(JupyterFolders.Here, Console.WriteLine);

    private static Command Start()
    {
        var file = new Argument<string>("connection-file")
        { Description = "How to reach the kernel: Jupyter writes it" };
        var kit = new Option<string>("--kit")
        {
            Description = "The folder of the libraries that cells can use", HelpName = "folder",
            DefaultValueFactory = _ => AppContext.BaseDirectory,
        };
        var command = new Command("start", "Serves notebooks until it is told to end; Jupyter and VS Code call it.")
            { file, kit };
        command.SetAction((parsed, _) => KernelCommand.StartAsync(parsed.GetValue(file)!, parsed.GetValue(kit)));
        return command;
    }
}
