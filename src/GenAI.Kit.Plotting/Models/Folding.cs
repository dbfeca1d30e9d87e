namespace GenAI.Kit.Plotting;

/// <summary>Calls that follow each other and are alike, told once.</summary>
/// <param name="Calls">In their order.</param>
/// <param name="Again">They are calls of one layer.</param>
internal sealed record Folded(IReadOnlyList<LayerCall> Calls, bool Again)
{
    public LayerCall First => Calls[0];
    public int Times => Calls.Count;
    public long Weights => Calls.Sum(call => call.NewWeights);
}

/// <summary>Twelve equal blocks in a row are one block and "×12".</summary>
internal static class Folding
{
    /// <summary>Calls in their order, equal neighbours told once: layers with layers inside, or one layer again and
    /// again.</summary>
    public static IReadOnlyList<Folded> Of(IEnumerable<LayerCall> calls)
    {
        var folded = new List<Folded>();
        foreach (var call in calls)
            if (folded.Count > 0 && Joins(folded[^1], call))
                folded[^1] = new([.. folded[^1].Calls, call], folded[^1].First.Layer == call.Layer);
            else folded.Add(new([call], false));
        return folded;
    }

    private static bool Joins(Folded run, LayerCall call) => run.First.Shape.SequenceEqual(call.Shape)
        && (run.First.Layer == call.Layer ? run.Times == 1 || run.Again
            : !run.Again && run.Calls.All(one => one.Layer != call.Layer) && Alike(run.First, call));

    private static bool Alike(LayerCall a, LayerCall b) => b.Inside.Count > 0
        && a.Weights == b.Weights && a.All.Select(Said).SequenceEqual(b.All.Select(Said));

    private static string Said(LayerCall call) => Layers.What(call.Layer);
}
