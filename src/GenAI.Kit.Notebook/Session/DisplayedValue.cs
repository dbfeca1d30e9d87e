using GenAI.Kit.Notebook.Session;
using GenAI.Kit.Notebook.Session.Running;
using Microsoft.DotNet.Interactive.Formatting;

namespace GenAI.Kit.Notebook;

/// <summary>Something that a cell has shown, and can show again in the same place.</summary>
public sealed class DisplayedValue : Microsoft.DotNet.Interactive.Formatting.DisplayedValue
{
    private readonly CellContext? cell = CellContext.Current;
    private readonly Func<object?, MimeBundle> format;

    private DisplayedValue(object? value, MimeBundle shown, Func<object?, MimeBundle> format)
        : base(value, [.. shown.Select(part => new FormattedValue(part.Key, part.Value))]) => this.format = format;

    internal static DisplayedValue Show(object? value, Func<object?, MimeBundle> format)
    {
        var bundle = format(value);
        var shown = new DisplayedValue(value, bundle, format);
        if (shown.cell is null) Formatter.WriteToConsole(shown);
        shown.cell?.Display(bundle, shown.DisplayId, update: false);
        return shown;
    }

    /// <summary>Replaces what is shown, also by a value that has other formats.</summary>
    public new void Update(object? value) => Replace(format(value));

    /// <summary>Leaves nothing to see.</summary>
    public void Clear() => Replace(new MimeBundle("text/plain", ""));

    private void Replace(MimeBundle bundle) => cell?.Display(bundle, DisplayId, update: true);
}
