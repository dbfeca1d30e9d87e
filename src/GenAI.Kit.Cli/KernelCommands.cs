using System.CommandLine;
using GenAI.Kit.Notebook.Kernel;
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

    public static Command Create() => new("kernel", "The C# kernel for Jupyter and VS Code.") { Start() };

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
