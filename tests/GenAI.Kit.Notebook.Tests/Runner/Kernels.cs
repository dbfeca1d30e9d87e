using GenAI.Kit.Notebook.Format;
using GenAI.Kit.Notebook.Runner;

namespace GenAI.Kit.Notebook.Tests.Runner;

/// <summary>The kit's kernel as the runner starts it, and notebooks made in a test.</summary>
internal static class Kernels
{
    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "genai.dll");

    public static RunOptions Options(string? folder = null) => new(
        new KernelProgram("dotnet", "exec", Program, "kernel", "start", "{connection_file}"),
        folder ?? Path.GetTempPath());

    public static NotebookDocument Notebook(params string[] cells) =>
        NotebookDocument.Create(cells.Select(cell => NotebookCell.Code(cell)));

    /// <summary>What a cell printed or showed as text.</summary>
    public static string Shown(this NotebookCell cell) => string.Concat(cell.Outputs.Select(output =>
        NotebookCell.Text(output!["text"] ?? output["data"]?["text/plain"]) + (string?)output["ename"]));

    public static bool IsAlive(int process)
    {
        try
        {
            return !System.Diagnostics.Process.GetProcessById(process).HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
