using static TorchSharp.torch;

namespace GenAI.Kit.Plotting;

/// <summary>Where several things that flow become one: found by comparing runs of the model.</summary>
internal sealed class Joints
{
    private readonly LayerCall within;
    private readonly Seen plain, diced;
    private readonly Seen[] byUnit, byInput;
    private readonly Node?[] given;
    private readonly Group? group;
    private readonly List<Node> nodes;
    private readonly List<Found> found = [];

    private sealed record Found(Node Node, HashSet<int> Sources, Func<Seen, Tensor?> Of);

    /// <param name="flow">Of the layer.</param>
    /// <param name="within">The layer.</param>
    /// <param name="units">How many it has.</param>
    /// <param name="given">What it reads, slot by slot.</param>
    /// <param name="group">That new nodes are in.</param>
    /// <param name="nodes">Where they are added.</param>
    public Joints(Flow flow, LayerCall within, int units, Node?[] given, Group? group, List<Node> nodes)
    {
        (this.within, this.given, this.group, this.nodes, Boxes) = (within, given, group, nodes, new Node?[units]);
        (plain, diced) = (flow.Run(), flow.Run(seed: 1));
        byUnit = [.. Enumerable.Range(0, units).Select(u => flow.Run(changed: u))];
        byInput = [.. Enumerable.Range(0, given.Length).Select(k => flow.Run(input: k))];
    }

    /// <summary>By unit: what stands for what it yields.</summary>
    public Node?[] Boxes { get; }

    /// <summary>What a unit reads in one slot; null: nothing that flows here.</summary>
    public Node? Read(IReadOnlyList<LayerCall> heads, int slot, int unit)
    {
        var sources = heads.SelectMany(head => Sources(seen => At(seen.Read.GetValueOrDefault(head.Index), slot)))
            .Where(source => source != unit).ToHashSet();
        return Resolve(sources, seen => At(seen.Read.GetValueOrDefault(heads[0].Index), slot));
    }

    /// <summary>What the layer's answer comes from.</summary>
    public Node? Yielded()
    {
        Tensor? Of(Seen seen) => At(seen.Yielded, within.Main);
        return Resolve([.. Sources(Of)], Of);
    }

    private static Tensor? At(Tensor?[]? tensors, int slot) => slot < tensors?.Length ? tensors[slot] : null;

    // Units are numbered from 0, inputs from −1 down.
    private IEnumerable<int> Sources(Func<Seen, Tensor?> of) => of(plain) is not { } x ? []
        : Enumerable.Range(-given.Length, given.Length + byUnit.Length).Where(s => Changed(x, of(Variant(s))));

    private Seen Variant(int source) => source >= 0 ? byUnit[source] : byInput[-1 - source];

    private Node? Resolve(HashSet<int> sources, Func<Seen, Tensor?> of)
    {
        if (sources.Count == 0 || of(plain) is not { } x) return null;
        var known = found.Where(f => f.Sources.IsSubsetOf(sources)).MaxBy(f => f.Sources.Count);
        var rest = sources.Except(known?.Sources ?? []);
        Node?[] parts = [known?.Node, .. rest.Select(s => s >= 0 ? Boxes[s] : given[-1 - s])];
        Node[] parents = [.. parts.OfType<Node>().Distinct().OrderBy(nodes.IndexOf)];
        var random = known is null && Changed(x, of(diced));
        if (parents.Length <= 1 && !random) return parents.FirstOrDefault();
        var kind = random ? NodeKind.Draw : sources.All(s => Adds(s, of, known)) ? NodeKind.Sum
            : IsConcat(x, parents) ? NodeKind.Concat : NodeKind.Mix;
        var joint = new Node(kind, Sign(kind), "", x.shape, group);
        joint.Parents.AddRange(parents);
        nodes.Add(joint);
        found.Add(new(joint, sources, of));
        return joint;
    }

    private static string Sign(NodeKind kind) => kind switch
    {
        NodeKind.Sum => "+",
        NodeKind.Concat => "concat",
        NodeKind.Draw => "draw",
        _ => "•",
    };

    private static bool Changed(Tensor a, Tensor? b) =>
        b is null || !a.shape.SequenceEqual(b.shape) || !Numbers(a).Equals(Numbers(b));

    private static Tensor Numbers(Tensor x) => x.is_floating_point() ? x.nan_to_num() : x;

    // What is added moves the sum by as much as it moves itself.
    private bool Adds(int source, Func<Seen, Tensor?> of, Found? known)
    {
        var (variant, x, moved) = (Variant(source), of(plain)!, of(Variant(source)));
        if (moved is null || !moved.shape.SequenceEqual(x.shape) || !x.is_floating_point()) return false;
        if (known?.Sources.Contains(source) == true)
            return known.Of(plain) is { } a && known.Of(variant) is { } b && Same(moved - x, b - a);
        if (source < 0)
        {
            var (p, q) = (plain.Given[-1 - source]!, variant.Given[-1 - source]!);
            return p.is_floating_point() && Same(moved - x, q - p);
        }
        var (before, after) = (plain.Made[source], variant.Made[source]);         // of equal blocks the last, or all
        return Same(moved - x, after[^1] - before[^1])
            || Same(moved - x, after.Zip(before, (q, p) => q - p).Aggregate((sum, d) => sum + d));
    }

    private static bool Same(Tensor x, Tensor y) => y.is_floating_point() && y.dim() <= x.dim()
        && y.shape.Reverse().Zip(x.shape.Reverse()).All(pair => pair.First == 1 || pair.First == pair.Second)
        && y.expand_as(x).allclose(x, 1e-3, 1e-4);

    private static bool IsConcat(Tensor x, Node[] parents) => x.dim() > 1
        && parents.All(p => p.Shape.Length == x.dim()) && parents.Sum(p => p.Shape[1]) == x.shape[1];
}
