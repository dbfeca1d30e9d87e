using static TorchSharp.torch;

namespace GenAI.Kit.Plotting;

internal enum NodeKind { Input, Box, Sum, Concat, Draw, Mix, Output }

/// <summary>A frame around the boxes of an opened unit.</summary>
internal sealed record Group(Unit Unit);

/// <summary>Something in a diagram that others read.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Title">What is written in it.</param>
/// <param name="Note">Below that, small.</param>
/// <param name="Shape">Of what it yields.</param>
/// <param name="Group">That it is in; null: none.</param>
internal sealed record Node(NodeKind Kind, string Title, string Note, long[] Shape, Group? Group)
{
    /// <summary>What it reads: what it goes on with first, then what it looks at.</summary>
    public List<Node> Parents { get; } = [];

    /// <summary>Of a box.</summary>
    public long Weights { get; init; }

    /// <summary>Of a layer that is called again and again, and reads what it has yielded: how often; else
    /// 1.</summary>
    public int Again { get; set; } = 1;

    public bool Joins => Kind is NodeKind.Sum or NodeKind.Concat or NodeKind.Draw or NodeKind.Mix;
    public bool Equals(Node? other) => ReferenceEquals(this, other);
    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
}

/// <summary>A model as boxes and what flows between them.</summary>
internal sealed class Graph
{
    private const int Few = 6;                                                    // units: then their parts are shown
    private readonly nn.Module model;
    private readonly Tensor[] inputs;

    private Graph(nn.Module model, Tensor[] inputs) => (this.model, this.inputs) = (model, inputs);

    /// <summary>In an order in which all stand after what they read.</summary>
    public List<Node> Nodes { get; } = [];

    public required LayerCall Root { get; init; }

    /// <summary>What comes out is as large as what goes in, and in between it is small: an autoencoder.</summary>
    public bool Hourglass => Root.Inputs is [{ } x, ..] && Layers.Count(x) == Layers.Count(Root.Shape)
        && Boxes.Any(n => 4 * Layers.Count(n.Shape) <= Layers.Count(x));

    /// <summary>Pictures are joined with earlier ones of their size: a U-Net.</summary>
    public bool U => Nodes.Any(n => n.Kind == NodeKind.Concat && n.Shape.Length == 4);

    public IEnumerable<Node> Boxes => Nodes.Where(n => n.Kind == NodeKind.Box);

    public static Graph Of(nn.Module model, Tensor[] inputs)
    {
        using var scope = NewDisposeScope();
        var graph = new Graph(model, inputs) { Root = ModelTrace.Of(model, inputs) };
        Node[] given = [.. ModelTrace.Names(model, inputs.Length).Zip(inputs, (name, x) =>
            new Node(NodeKind.Input, name, Layers.Times(x.shape), x.shape, null))];
        graph.Nodes.AddRange(given);
        var units = Unit.Of(graph.Root);
        var last = units.Length == 0 ? given.FirstOrDefault() : graph.Within(graph.Root, units, given, null);
        var shape = graph.Root.Shape;
        var end = new Node(NodeKind.Output, "out", Layers.Times(shape), shape, null);
        if (last is not null) end.Parents.Add(last);
        graph.Nodes.Add(end);
        graph.Nodes.RemoveAll(node => node.Kind == NodeKind.Input && !graph.Nodes.Any(n => n.Parents.Contains(node)));
        return graph;
    }

    /// <summary>Adds the boxes of a layer.</summary>
    /// <param name="given">What the layer reads, slot by slot.</param>
    /// <returns>What its answer comes from.</returns>
    private Node? Within(LayerCall within, Unit[] units, Node?[] given, Group? group)
    {
        using var scope = NewDisposeScope();
        var joints = new Joints(new Flow(model, inputs, within, units), within, units.Length, given, group, Nodes);
        foreach (var (u, unit) in units.Index())
        {
            var reads = Flow.Heads(unit).Max(head => head.Inputs.Length);
            Node?[] parents = [.. Enumerable.Range(0, reads).Select(slot => joints.Read(Flow.Heads(unit), slot, u))];
            joints.Boxes[u] = group is null && unit is { Opens: true } && (units.Length <= Few || unit.Times > 1)
                ? Within(unit.First, Unit.Of(unit.First), parents, new(unit)) : Box(unit, parents, group);
        }
        return joints.Yielded() ?? joints.Boxes[units.Length - 1];
    }

    private Node Box(Unit unit, Node?[] parents, Group? group)
    {
        var often = unit.Times > 1 ? $" ×{unit.Times}" : "";
        var outer = group?.Unit.First.Name;
        var note = group is null ? unit.Note : unit.Note.Replace($"{outer}.", "").Replace($"{outer} · ", "");
        var box = new Node(NodeKind.Box, unit.Title + often, note, unit.Last.Shape, group)
        { Again = unit.Again ? unit.Times : 1, Weights = unit.Weights };
        box.Parents.AddRange(parents.OfType<Node>().Distinct());
        Nodes.Add(box);
        return box;
    }
}
