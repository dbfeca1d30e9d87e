using GenAI.Kit.Notebook.Session;

namespace GenAI.Kit.Notebook;

/// <summary>Something that a cell has shown, and can show again in the same place.</summary>
public sealed class DisplayedValue
{
    private readonly CellContext? cell;
    private readonly string[] mimeTypes;

    internal DisplayedValue(CellContext? cell, string id, string[] mimeTypes) =>
        (this.cell, DisplayId, this.mimeTypes) = (cell, id, mimeTypes);

    public string DisplayId { get; }

    /// <summary>Replaces what is shown.</summary>
    public void Update(object? value) =>
        cell?.Display(ValueFormatter.Format(value, mimeTypes), DisplayId, update: true);

    /// <summary>Leaves nothing to see.</summary>
    public void Clear() => cell?.Display(new MimeBundle("text/plain", ""), DisplayId, update: true);
}
