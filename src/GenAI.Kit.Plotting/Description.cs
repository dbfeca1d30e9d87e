namespace GenAI.Kit.Plotting;

/// <summary>A figure in words: title, axes, and what each mark says of its numbers.</summary>
internal static class Description
{
    public static string Of(Figure figure)
    {
        if (figure.Panels.Count == 1) return $"{Titled(figure.Title)}{Of(figure.Panels[0])}";
        var panels = figure.Panels.Select((p, i) => $"Panel {i + 1}: {Titled(p.Title)}{Of(p)}");
        return $"{Titled(figure.Title)}{figure.Panels.Count} panels. {string.Join(" ", panels)}";
    }

    private static string Of(Panel panel) =>
        $"{Axis("Horizontal", panel.X)}{Axis("Vertical", panel.Y)}"
        + (panel.Marks.Count == 0 ? "Empty." : string.Join(". ", panel.Marks.Select(m => m.Describe())) + ".");

    public static string Titled(string title) =>
        title == "" ? "" : title[^1] is '.' or '?' or '!' ? title + " " : title + ". ";

    private static string Axis(string which, Axis axis) =>
        axis.Label == "" ? "" : $"{which} axis: {axis.Label}{(axis.Log ? " (logarithmic)" : "")}. ";
}
