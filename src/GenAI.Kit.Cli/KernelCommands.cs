using System.CommandLine;
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

    public static Command Create() => new("kernel", "The C# kernel for Jupyter and VS Code.");
}
