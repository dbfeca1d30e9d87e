namespace GenAI.Kit.Plotting;

/// <summary>Marching squares: lines on which a field given at the nodes of a grid takes one value.</summary>
internal static class Isolines
{
    /// <summary>Appends the polylines of a level, each followed by NaN.</summary>
    public static void Trace(Table z, Interval x, Interval y, double level, List<double> xs, List<double> ys)
    {
        var next = Segments(z, level);
        // Open lines start at an edge with one segment; what is left afterwards are closed loops.
        foreach (var start in next.Where(e => e.Value.Count == 1).Select(e => e.Key).Concat(next.Keys).ToArray())
        {
            if (next[start].Count == 0) continue;
            for (var edge = (Edge?)start; edge is { } at; edge = Step(next, at))
            {
                var (row, column) = at.Cross(z, level);
                xs.Add(x.Low + (x.High - x.Low) * column / (z.Columns - 1));
                ys.Add(y.Low + (y.High - y.Low) * row / (z.Rows - 1));
            }
            xs.Add(double.NaN);
            ys.Add(double.NaN);
        }
    }

    private static Edge? Step(Dictionary<Edge, List<Edge>> next, Edge at)
    {
        if (next[at].Count == 0) return null;
        var to = next[at][0];
        next[at].Remove(to);
        next[to].Remove(at);
        return to;
    }

    private static Dictionary<Edge, List<Edge>> Segments(Table z, double level)
    {
        var next = new Dictionary<Edge, List<Edge>>();
        for (var r = 0; r < z.Rows - 1; r++)
            for (var c = 0; c < z.Columns - 1; c++)
            {
                Edge[] around = [new(r, c, false), new(r, c + 1, true), new(r + 1, c, false), new(r, c, true)];
                var crossed = around.Where(e => e.Crossed(z, level)).ToArray();
                for (var k = 0; k + 1 < crossed.Length; k += 2) Join(next, crossed[k], crossed[k + 1]);
            }
        return next;
    }

    private static void Join(Dictionary<Edge, List<Edge>> next, Edge a, Edge b)
    {
        (next.TryGetValue(a, out var fromA) ? fromA : next[a] = []).Add(b);
        (next.TryGetValue(b, out var fromB) ? fromB : next[b] = []).Add(a);
    }

    /// <summary>A grid edge from a node to the next node up or to the right.</summary>
    private readonly record struct Edge(int Row, int Column, bool Up)
    {
        private double From(Table z) => z[Row, Column];
        private double To(Table z) => Up ? z[Row + 1, Column] : z[Row, Column + 1];

        public bool Crossed(Table z, double level) => From(z) < level != To(z) < level
            && double.IsFinite(From(z)) && double.IsFinite(To(z));

        public (double Row, double Column) Cross(Table z, double level)
        {
            var share = (level - From(z)) / (To(z) - From(z));
            return Up ? (Row + share, Column) : (Row, Column + share);
        }
    }
}
