namespace GenAI.Kit.Plotting;

/// <summary>Places the nodes of a model in lanes from top to bottom.</summary>
/// <remarks>Rows are longest ways to the end (Sugiyama, Tagawa and Toda 1981, "Methods for visual understanding of
/// hierarchical system structures", step 1). Lanes take the place of its other steps: a model's branches are few.
/// </remarks>
internal sealed class DiagramLayout
{
    public const int BoxHeight = 42, JointSize = 22, FrameRoom = 40;
    public const int Widest = 370;
    private const int Gap = 24, LaneGap = 60, Margin = 20;
    private readonly Dictionary<Node, int> rows = [], lanes = [];
    private readonly Dictionary<Node, PixelBox> places = [];
    private readonly Dictionary<Group, PixelBox> frames = [];
    private readonly Dictionary<int, double> centres = [];
    private readonly bool hourglass;

    public DiagramLayout(Graph graph)
    {
        (Nodes, hourglass) = (graph.Nodes, graph.Hourglass);
        foreach (var node in Nodes.Where(n => n.Kind != NodeKind.Input)) lanes[node] = LaneOf(node);
        foreach (var node in Nodes.Reverse())
            rows[node] = Children(node).Select(child => rows[child] - 1).DefaultIfEmpty(0).Min();
        foreach (var node in Nodes.Where(n => n.Kind == NodeKind.Input))
            lanes[node] = lanes[Children(node).MinBy(child => (rows[child], lanes[child]))!];
        var low = (double)Margin;
        foreach (var lane in Nodes.GroupBy(n => lanes[n]).OrderBy(g => g.Key))
        {
            var width = Math.Max(lane.GroupBy(n => rows[n]).Max(Wide), lane.Any(n => n.Group is not null) ? 276 : 0);
            centres[lane.Key] = low + width / 2;
            low += width + LaneGap;
        }
        Place();
        foreach (var group in Nodes.Select(n => n.Group).OfType<Group>().Distinct()) frames[group] = FrameOf(group);
        Width = (int)Math.Max(Math.Max(low - LaneGap + 2 * Margin, frames.Values.Select(f => f.Right + 8)
            .Concat(Nodes.Where(n => n.Again > 1).Select(n => places[n].Right + 80)).DefaultIfEmpty().Max()), 320);
    }

    public IReadOnlyList<Node> Nodes { get; }
    public int Width { get; private set; }
    public int Height { get; private set; }
    public IReadOnlyDictionary<Group, PixelBox> Frames => frames;
    public PixelBox this[Node node] => places[node];
    public IEnumerable<Node> Children(Node node) => Nodes.Where(n => n.Parents.Contains(node));

    /// <summary>They stand one above the other, with nothing in between.</summary>
    public bool Neighbours(Node a, Node b) => lanes[a] == lanes[b] && !Between(a, b).Any();

    public bool SameLane(Node a, Node b) => lanes[a] == lanes[b];

    /// <summary>What stands between two nodes of a lane.</summary>
    public IEnumerable<Node> Between(Node a, Node b) =>
        Nodes.Where(n => lanes[n] == lanes[a] && rows[n] > rows[a] && rows[n] < rows[b]);

    /// <summary>No other stands beside it.</summary>
    public bool Alone(Node node) => Nodes.Count(n => rows[n] == rows[node]) == 1;

    private int LaneOf(Node node)
    {
        var before = node.Parents.Where(lanes.ContainsKey).ToArray();
        if (before.Length == 0) return lanes.Count == 0 ? 0 : lanes.Values.Max() + 1;
        return lanes[node.Joins ? before.MaxBy(p => Layers.Count(p.Shape))! : before[0]];
    }

    private void Place()
    {
        var top = 6.0;
        foreach (var row in Nodes.GroupBy(n => rows[n]).OrderBy(g => g.Key))
        {
            if (row.Any(n => Edge(n, first: true))) top += FrameRoom;
            var height = row.Max(Tall);
            foreach (var lane in row.GroupBy(n => lanes[n]))
            {
                var left = centres[lane.Key] - Wide(lane) / 2;
                foreach (var node in lane)
                {
                    var (wide, tall) = (Wide(node), Tall(node));
                    places[node] = new(left, top + (height - tall) / 2, left + wide, top + (height + tall) / 2);
                    left += wide + 12;
                }
            }
            top += height + Gap + (row.Any(n => Edge(n, first: false)) ? 14 : 0);
        }
        Height = (int)top - Gap + 8;
    }

    // The first or the last row of a group.
    private bool Edge(Node node, bool first)
    {
        if (node.Group is null) return false;
        var own = Nodes.Where(n => n.Group == node.Group).Select(n => rows[n]);
        return rows[node] == (first ? own.Min() : own.Max());
    }

    private PixelBox FrameOf(Group group)
    {
        var inside = Nodes.Where(n => n.Group == group).Select(n => places[n]).ToArray();
        var left = Math.Min(inside.Min(p => p.Left), inside[0].CentreX - 126) - 12;          // room for its words
        return new(left, inside.Min(p => p.Top) - FrameRoom + 2,
            inside.Max(p => p.Right) + 32, inside.Max(p => p.Bottom) + 10);
    }

    private double Wide(IEnumerable<Node> row) => row.Sum(Wide) + 12 * (row.Count() - 1);

    private double Wide(Node node) => hourglass && node.Kind == NodeKind.Box && Alone(node) ? Widest
        : node.Joins ? Math.Max(JointSize, Pen.Width(node.Title, 12) + 16)
        : node.Kind == NodeKind.Box
            ? Math.Clamp(Math.Max(Pen.Width(node.Title, 12), Pen.Width(node.Note, 10.5)) + 24, 150, 300)
            : Pen.Width($"{node.Title}  {node.Note}", 12) + 8;

    private static double Tall(Node node) => node.Joins ? JointSize : node.Kind == NodeKind.Box ? BoxHeight : 18;
}
