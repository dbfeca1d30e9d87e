using TorchSharp.Modules;

namespace GenAI.Kit.Plotting;

/// <summary>What is one box in a diagram: a layer, a few in a row, or equal blocks told once.</summary>
/// <param name="Calls">In their order: those of a chain, or all of the equal ones.</param>
/// <param name="Times">How many are equal; 1: it is a chain.</param>
/// <param name="Title">What it is.</param>
/// <param name="Note">Its name and its weights.</param>
/// <param name="Again">They are calls of one layer, which reads what it has yielded.</param>
internal sealed record Unit(IReadOnlyList<LayerCall> Calls, int Times, string Title, string Note, bool Again = false)
{
    private const int Leaves = 3;                                                 // of a Sequential told in one box

    public LayerCall First => Calls[0];
    public LayerCall Last => Calls[^1];

    /// <summary>Of all its calls; those of a layer that was called before are not counted again.</summary>
    public long Weights => Calls.Sum(call => call.NewWeights);

    /// <summary>It has parts worth drawing.</summary>
    public bool Opens => !Again && Calls.Count == Times && First.Inside.Count > 1
        && First.Layer is not Sequential { Count: <= Leaves };

    /// <summary>The boxes of all that a layer calls. A Sequential is told by its layers; a dropout does nothing where
    /// a model is asked.</summary>
    public static Unit[] Of(LayerCall call) => call.Layer is Sequential ? [.. OfSequential(call)]
        : [.. Folding.Of(call.Inside.Where(c => c.Layer is not Dropout)).SelectMany(folded =>
            folded is { Times: 1, First.Layer: Sequential } ? OfSequential(folded.First) : [Of(folded)])];

    private static Unit Of(Folded folded)
    {
        var (name, last) = (folded.First.Name, folded.Calls[^1].Name);
        if (folded.Times > 1 && !folded.Again) name = $"{name} … {last.Split('.')[^1]}";
        return new(folded.Calls, folded.Times, Said(folded.First), Noted(name, folded.Calls), folded.Again);
    }

    // One box holds one matrix and what stands before and after it: "Conv2d …, GroupNorm, SiLU".
    private static IEnumerable<Unit> OfSequential(LayerCall call)
    {
        var leaves = Leaf(call).ToArray();
        if (leaves.Length <= Leaves) return [Chain(call.Name, leaves)];
        var chains = new List<List<LayerCall>>();
        foreach (var leaf in leaves)
            if (chains.Count == 0 || HasMatrix(leaf) && chains[^1].Any(HasMatrix))
                chains.Add([leaf]);
            else chains[^1].Add(leaf);
        return chains.Select(chain => Chain(call.Name, chain));
    }

    private static IEnumerable<LayerCall> Leaf(LayerCall call) => call.Layer is Sequential
        ? call.Inside.SelectMany(Leaf) : call.Layer is Dropout ? [] : [call];

    private static bool HasMatrix(LayerCall call) => call.Weights > 0 && !Layers.What(call.Layer).Contains("Norm");

    private static Unit Chain(string name, IReadOnlyList<LayerCall> calls) => new(calls, 1,
        string.Join(" · ", calls.Select(Said)), Noted(name, calls));

    private static string Said(LayerCall call) => call.Layer is Sequential
        ? string.Join(" · ", Leaf(call).Select(Said)) : Layers.What(call.Layer);

    private static string Noted(string name, IReadOnlyList<LayerCall> calls) =>
        calls.All(call => call.Weights == 0) ? name
        : calls.Sum(call => call.NewWeights) is > 0 and var weights
            ? $"{name} · {weights.ToString("N0", CultureInfo.InvariantCulture)} weights" : $"{name} · once more";
}
