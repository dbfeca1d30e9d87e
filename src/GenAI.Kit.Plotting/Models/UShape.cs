namespace GenAI.Kit.Plotting;

/// <summary>A U-Net as a U: down on the left, along the bottom, up on the right, skips across. What all blocks read,
/// such as the time step, stands beside it, and a mark on those blocks.</summary>
internal sealed class UShape
{
    private const int Side = 220, RowHeight = 68, Top = 34, Middle = 190;
    private readonly Graph graph;
    private readonly Node[] spine, beside;
    private readonly Dictionary<Node, (double X, double Row)> seats = [];
    private readonly double wide, left, right;

    public UShape(Graph graph)
    {
        this.graph = graph;
        spine = [.. graph.Boxes.Where(n => n.Shape.Length == 4)];
        var others = graph.Nodes.Where(n =>
            n.Kind is not (NodeKind.Output or NodeKind.Concat) && n.Shape.Length != 4);
        beside = [.. others.Where(n => n.Kind != NodeKind.Input)
            .SelectMany(n => n.Parents.Where(p => p.Kind == NodeKind.Input).Append(n)).Distinct()];
        wide = Math.Clamp(spine.Max(n => Pen.Width(n.Title, 12)) + 24, 206, beside.Length > 0 ? 240 : 320);
        left = (beside.Length > 0 ? Side : 20) + wide / 2;
        right = left + wide + Middle;
        Seat();
    }

    public Drawing Draw()
    {
        var height = Top + (seats.Values.Max(seat => seat.Row) + 1) * RowHeight;
        var drawing = Drawing.Page(DiagramPen.Title(graph), right + wide / 2 + 24, height);
        var (x, end) = (graph.Nodes.First(n => n.Kind == NodeKind.Input && n.Shape.Length == 4), graph.Nodes[^1]);
        var over = Place(spine[0]).Top - Top;
        drawing.Plain($"{x.Title}  {x.Note}", new(left - 60, over + 2, left + 60, over + 20), Key(x));
        drawing.Plain($"{end.Title}  {end.Note}", new(right - 60, 2, right + 60, 20), Key(end));
        foreach (var node in spine) Box(drawing, node);
        DrawBeside(drawing);
        foreach (var node in spine.Append(end)) Edges(drawing, node);
        return drawing;
    }

    // Left until the pictures are smallest; those in a line along the bottom; right, each level with its skip.
    private void Seat()
    {
        var least = spine.Min(n => n.Shape[^1]);
        var first = spine.Index().First(n => n.Item.Shape[^1] == least).Index;
        var bottom = spine.Skip(first).TakeWhile(n => n.Shape[^1] == least).ToArray();
        foreach (var (row, node) in spine.Take(first).Index()) seats[node] = (left, row);
        foreach (var (i, node) in bottom.Index())
            seats[node] = (left + (right - left) * (bottom.Length == 1 ? 0.5 : i / (bottom.Length - 1.0)), first);
        var above = (double)first;
        foreach (var node in spine.Skip(first + bottom.Length))
        {
            var skip = Skip(node);
            above = skip is not null && seats[skip].Row < above ? seats[skip].Row : above - 1;
            seats[node] = (right, above);
        }
        var highest = seats.Values.Min(seat => seat.Row);                         // below 0: the right side is taller
        foreach (var (node, (column, row)) in seats.ToArray()) seats[node] = (column, row - highest);
    }

    private Node? Skip(Node node) => node.Parents.Where(p => p.Kind == NodeKind.Concat).SelectMany(p => p.Parents)
        .FirstOrDefault(p => seats.TryGetValue(p, out var seat) && seat.X == left);

    private PixelBox Place(Node node)
    {
        var (x, row) = seats[node];
        var half = (spine.Count(n => seats[n].Row == row) > 2 ? 180 : wide) / 2;
        var top = Top + row * RowHeight;
        return new(x - half, top, x + half, top + DiagramLayout.BoxHeight);
    }

    private void Box(Drawing drawing, Node node)
    {
        var box = Place(node);
        drawing.Labelled(node.Title, node.Note, box, DiagramPen.Colour(node), Key(node));
        if (!node.Parents.Any(beside.Contains)) return;
        drawing.Mark(box.Left, box.Top, 3);
    }

    private void DrawBeside(Drawing drawing)
    {
        if (beside.Length == 0) return;
        var (y, middles) = (2.0, new Dictionary<Node, double>());
        foreach (var node in beside)
        {
            var (broad, tall) = node.Kind == NodeKind.Box ? (Side - 44, DiagramLayout.BoxHeight) : (60, 20);
            var box = new PixelBox(110 - broad / 2, y, 110 + broad / 2, y + tall);
            if (node.Kind == NodeKind.Box) drawing.Labelled(node.Title, node.Note, box, 3, Key(node));
            else if (node.Joins) drawing.Disc(node.Title, box.CentreX - 11, y, 22, 22, 6, Key(node));
            else drawing.Plain($"{node.Title}  {node.Note}", box, Key(node));
            foreach (var parent in node.Parents.Where(beside.Contains))
                if (Array.IndexOf(beside, node) == Array.IndexOf(beside, parent) + 1)
                    drawing.Arrow(Key(parent), Key(node));
                else
                    drawing.Arrow($"{Key(parent)}@right", $"{Key(node)}@right",
                        via: [(Side - 8, middles[parent]), (Side - 8, box.CentreY)]);
            middles[node] = box.CentreY;
            y += tall + 24;
        }
        drawing.Mark(36, y, 3);
        drawing.Written("read by every block\nwith this mark", 48, y);
    }

    private void Edges(Drawing drawing, Node node)
    {
        foreach (var parent in node.Parents.Where(p => !beside.Contains(p)))
            foreach (var from in parent.Kind == NodeKind.Concat ? parent.Parents : [parent])
            {
                var skip = from == Skip(node);
                var label = skip ? $"beside it: {Layers.Times(from.Shape)}" : "";
                drawing.Arrow(Key(from), Key(node), label, dashed: skip);
                if (!skip && DiagramPen.Tells(from) && node.Kind == NodeKind.Box) Say(drawing, from, node);
            }
    }

    private void Say(Drawing drawing, Node from, Node to)
    {
        var (a, b) = (Place(from), Place(to));
        var up = b.Top < a.Top;
        var x = (Math.Max(a.Left, b.Left) + Math.Min(a.Right, b.Right)) / 2;       // where its arrow is
        if (a.Top != b.Top) drawing.Written(Layers.Times(from.Shape), x + 8, up ? a.Top - 12 : a.Bottom + 12);
    }

    private string Key(Node node) => $"{graph.Nodes.IndexOf(node)}";
}
