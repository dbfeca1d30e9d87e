namespace GenAI.Kit.Plotting;

/// <summary>Calls that follow each other and are alike, told once.</summary>
/// <param name="Call">The first of them.</param>
/// <param name="Times">How many they are.</param>
internal sealed record Folded(LayerCall Call, int Times);

internal static class Folding
{
    /// <summary>Calls in their order, equal neighbours told once. Only layers with layers inside fold.</summary>
    public static IReadOnlyList<Folded> Of(IReadOnlyList<LayerCall> calls)
    {
        var folded = new List<Folded>();
        foreach (var call in calls)
            if (folded.Count > 0 && call.Inside.Count > 0 && Alike(folded[^1].Call, call))
                folded[^1] = folded[^1] with { Times = folded[^1].Times + 1 };
            else folded.Add(new(call, 1));
        return folded;
    }

    private static bool Alike(LayerCall a, LayerCall b) => a.Layer != b.Layer
        && Layers.What(a.Layer) == Layers.What(b.Layer) && a.Weights == b.Weights
        && a.Shape.SequenceEqual(b.Shape) && a.Inside.Count == b.Inside.Count
        && a.Inside.Zip(b.Inside).All(pair => Layers.What(pair.First.Layer) == Layers.What(pair.Second.Layer));
}
