namespace GenAI.Kit.Plotting;

/// <summary>Draws the nodes of a model where a layout has placed them.</summary>
internal sealed class DiagramPen(Graph graph)
{
    private readonly DiagramLayout layout = new(graph);

    public Drawing Draw()
    {
        var drawing = Drawing.Page(Title(graph), layout.Width, layout.Height);
        foreach (var (group, box) in layout.Frames)
            drawing.Group(Said(group.Unit), box.Left, box.Top, box.Width, box.Height);
        foreach (var node in graph.Nodes) Shape(drawing, node);
        foreach (var node in graph.Nodes)
            foreach (var parent in node.Parents) Edge(drawing, parent, node);
        return drawing;
    }

    public static string Title(Graph graph) =>
        $"{graph.Root.Layer.GetType().Name}: {Number(graph.Root.Weights)} weights";

    public static Ink Colour(Node node) => node.Title.Contains("Attention") ? 1
        : node.Title.Contains("Embedding") ? 2
        : node.Title.Contains("Linear") || node.Title.Contains("Conv") ? 0
        : node.Title.Contains("Norm") ? 6 : 5;

    /// <summary>Its shape is news: not that of what it has read.</summary>
    public static bool Tells(Node node) => node.Kind == NodeKind.Box
        && (node.Parents.Count == 0 || !node.Shape.SequenceEqual(node.Parents[0].Shape));

    public static string Number(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static string Said(Unit unit) => (unit.Times > 1 ? $"{Short(unit.Title)} ×{unit.Times}" : unit.Title)
        + (unit.Weights > 0 ? $"\n{Number(unit.Weights)} weights" : "\nonce more");

    private static string Short(string title) => title.Contains('·') ? "block" : title;

    private string Key(Node node) => $"{graph.Nodes.IndexOf(node)}";

    private void Shape(Drawing drawing, Node node)
    {
        var (box, key) = (layout[node], Key(node));
        if (node.Joins) drawing.Disc(node.Title, box.Left, box.Top, box.Width, box.Height, 6, key);
        else if (node.Kind != NodeKind.Box) drawing.Plain($"{node.Title}  {node.Note}", box, key);
        else if (graph.Hourglass && layout.Alone(node) && node.Parents.Count > 0)
            drawing.Labelled(node.Title, node.Note, box, Colour(node), key, Wide(node.Parents[0].Shape),
                Wide(node.Shape));
        else drawing.Labelled(node.Title, node.Note, box, Colour(node), key);
        if (node.Again == 1) return;
        var (x, y) = (box.Right, box.CentreY);
        drawing.Arrow((x, y + 10), (x, y - 10), via: [(x + 24, y + 10), (x + 24, y - 10)]);
        drawing.Written("again", x + 32, y);
    }

    // An autoencoder is as wide as what flows has numbers, on a logarithmic scale.
    private double Wide(long[] shape)
    {
        var sizes = graph.Boxes.Select(n => n.Shape).Append(graph.Root.Inputs[0]!)
            .Select(s => Math.Log(Layers.Count(s))).ToArray();
        var share = (Math.Log(Layers.Count(shape)) - sizes.Min()) / Math.Max(sizes.Max() - sizes.Min(), 1e-9);
        return 210 + (DiagramLayout.Widest - 210) * share;
    }

    private void Edge(Drawing drawing, Node from, Node to)
    {
        var (a, b) = (layout[from], layout[to]);
        var tells = Tells(from) && to.Kind != NodeKind.Output && layout.Children(from).Last() == to;
        var label = tells ? Layers.Times(from.Shape) : "";
        if (layout.Neighbours(from, to))
        {
            drawing.Arrow(Key(from), Key(to));
            if (to.Joins && a.CentreX < b.CentreX - 1) return;                    // its neighbour says the same
            drawing.Written(label, Outline.Between(new(a), new(b)).From.X + 8, a.Bottom + 11);
        }
        else if (layout.SameLane(from, to))
        {
            var right = layout.Between(from, to).Select(n => layout[n].Right).Append(a.Right).Max() + 16;
            var start = layout.Between(from, to).Min(n => layout[n].Top) - 10;
            drawing.Arrow((a.CentreX, start), $"{Key(to)}@right", "", via: [(right, start), (right, b.CentreY)]);
        }
        else
        {
            drawing.Arrow($"{Key(from)}@bottom", $"{Key(to)}@{(a.CentreX < b.CentreX ? "left" : "right")}",
                via: [(a.CentreX, b.CentreY)]);
            var left = a.CentreX < b.CentreX ? a.CentreX + 14 : a.CentreX - 14 - Pen.Width(label, 11);
            drawing.Written(label, left, b.CentreY - 9);
        }
    }
}
