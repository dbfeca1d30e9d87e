using GenAI.Kit.Sequences;
using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Tests.Sequences;

[Collection("torch")]
public sealed class DecodingTests
{
    private static readonly double[] Known = [0.1, 0.4, 0.2, 0.3];

    private static double[] Kept(double temperature = 1, int topK = 0, double topP = 1)
    {
        using var scope = NewDisposeScope();
        var p = Decoding.Probabilities(tensor(Known).log().unsqueeze(0), temperature, topK, topP);
        return [.. p[0].data<double>().ToArray().Select(x => Math.Round(x, 9))];
    }

    [Fact]
    public void ProbabilitiesAreAsDefined()
    {
        Assert.Equal(Known, Kept());
        Assert.Equal([0, 0.571428571, 0, 0.428571429], Kept(topK: 2));
        Assert.Equal([0, 0.571428571, 0, 0.428571429], Kept(topP: 0.6));
        Assert.Equal([0, 0.444444444, 0.222222222, 0.333333333], Kept(topP: 0.75));
        Assert.Equal([0, 1, 0, 0], Kept(topP: 0.01));
        double[] squares = [.. Known.Select(p => Math.Round(p * p / 0.3, 9))];
        Assert.Equal(squares, Kept(temperature: 0.5));
    }

    [Fact]
    public void DrawsFollowTheProbabilities()
    {
        using var scope = NewDisposeScope();
        Seed.Everything(1);
        var logits = tensor(Known).log().expand(100_000, 4);
        var counts = Decoding.Draw(logits).bincount(null, 4).data<long>().ToArray();
        for (var n = 0; n < 4; n++) Assert.Equal(Known[n], counts[n] / 1e5, 0.006);          // 4 standard errors
        Assert.Equal(1, Decoding.Greedy(logits)[0].item<long>());
        Assert.Throws<ArgumentOutOfRangeException>(() => Decoding.Draw(logits, temperature: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Decoding.Draw(logits, topP: 1.1));
    }
}
