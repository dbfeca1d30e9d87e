using GenAI.Kit.Notebook;

namespace Microsoft.DotNet.Interactive;

/// <summary>The running cell, under the name that .NET Interactive gives it.</summary>
public sealed class KernelInvocationContext
{
    private static readonly KernelInvocationContext One = new();

    private KernelInvocationContext() { }

    public static KernelInvocationContext Current => One;

    public CancellationToken CancellationToken => NotebookGlobals.CellCancellation;

    public Kernel HandlingKernel => Kernel.Current;

    public DisplayedValue Display(object? value, params string[] mimeTypes) => Kernel.display(value, mimeTypes);

    /// <summary>Shows a text as what its mime type says.</summary>
    public DisplayedValue DisplayAs(string value, string mimeType) =>
        NotebookGlobals.DisplayAs(value, mimeType);

    public void DisplayStandardOut(string output) => Console.Write(output);

    public void DisplayStandardError(string error) => Console.Error.Write(error);
}
