using GenAI.Kit.Notebook.Session.Running;
using GenAI.Kit.Notebook.Session.Showing;
using Microsoft.DotNet.Interactive.Formatting.TabularData;
using DotNetKernel = Microsoft.DotNet.Interactive.Kernel;

namespace GenAI.Kit.Notebook;

/// <summary>What every cell can call by its bare name, beside what <see cref="DotNetKernel"/> has: by
/// <c>using static</c>.</summary>
public static class NotebookGlobals
{
    /// <summary>Cancelled when the running cell is interrupted.</summary>
    public static CancellationToken CellCancellation => CellContext.Current?.Token ?? CancellationToken.None;

    /// <summary>Lets the cells that follow name types without their namespaces, as if a cell had said `using` for
    /// each: a file that a notebook loads does so for all its cells.</summary>
    /// <param name="names">Of namespaces, or of classes whose static members are meant.</param>
    public static void Import(params IEnumerable<string> names) => CellContext.Current?.Import?.Invoke(names);

    /// <summary>Ends the calling code if its cell is interrupted: loops of cells call it at each turn.</summary>
    [System.ComponentModel.EditorBrowsable(System.ComponentModel.EditorBrowsableState.Never)]
    public static void CheckInterrupt() => CellContext.Check();

    /// <summary>Shows a value below the cell; the result can replace it later.</summary>
    public static DisplayedValue Display(this object? value, params string[] mimeTypes) =>
        DotNetKernel.display(value, mimeTypes);

    /// <summary>Shows a text as what its mime type says.</summary>
    public static DisplayedValue DisplayAs(this string value, string mimeType) =>
        DisplayedValue.Show(
            value, any => any is string text ? new(mimeType, text) : ValueFormatter.Format(any, mimeType));

    /// <summary>Shows a sequence as a table.</summary>
    public static DisplayedValue DisplayTable<T>(this IEnumerable<T>? value, params string[] mimeTypes) =>
        DotNetKernel.display(value?.ToTabularDataResource(), mimeTypes);

    /// <summary>Removes the cell's output; with <paramref name="wait"/> only when the next output comes.</summary>
    public static void clear_output(bool wait = false) => CellContext.Current?.ClearOutput(wait);
}
