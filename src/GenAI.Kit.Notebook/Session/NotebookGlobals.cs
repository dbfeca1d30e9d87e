using GenAI.Kit.Notebook.Session;
using Microsoft.AspNetCore.Html;
using Microsoft.DotNet.Interactive.Formatting;

namespace GenAI.Kit.Notebook;

/// <summary>What every cell can call by its bare name, as in .NET Interactive: imported by <c>using static</c>.</summary>
public static class NotebookGlobals
{
    /// <summary>Cancelled when the running cell is interrupted.</summary>
    public static CancellationToken CellCancellation => CellContext.Current?.Token ?? CancellationToken.None;

    /// <summary>Shows a value below the cell; the result can replace it later.</summary>
    public static DisplayedValue display(object? value, params string[] mimeTypes) =>
        Show(ValueFormatter.Format(value, mimeTypes), mimeTypes);

    /// <summary>Shows a value below the cell; the result can replace it later.</summary>
    public static DisplayedValue Display(this object? value, params string[] mimeTypes) => display(value, mimeTypes);

    /// <summary>Shows a text as what its mime type says.</summary>
    public static DisplayedValue DisplayAs(this string value, string mimeType) =>
        Show(new MimeBundle(mimeType, value), [mimeType]);

    /// <summary>Marks a text as HTML.</summary>
    public static IHtmlContent HTML(string content) => content.ToHtmlContent();

    /// <summary>Removes the cell's output; with <paramref name="wait"/> only when the next output comes.</summary>
    public static void clear_output(bool wait = false) => CellContext.Current?.ClearOutput(wait);

    private static DisplayedValue Show(MimeBundle bundle, string[] mimeTypes)
    {
        var cell = CellContext.Current;
        var id = Guid.NewGuid().ToString("n");
        if (cell is null) Console.WriteLine(bundle.TryGetValue("text/plain", out var text) ? text : bundle.Values.First());
        cell?.Display(bundle, id, update: false);
        return new DisplayedValue(cell, id, mimeTypes);
    }
}
