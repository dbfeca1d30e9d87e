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

    /// <summary>Says after each token the one that its table names.</summary>
    private sealed class Table(params long[] next) : Net<Tensor, Tensor>(nameof(Table)), ILanguageModel
    {
        public int Asked { get; private set; }

        public override Tensor forward(Tensor x)
        {
            Asked++;
            return nn.functional.one_hot(tensor(next)[x], next.Length).to(float32);
        }
    }

    /// <summary>3 ends a row: behind it comes padding, and where all have ended nobody is asked any more.</summary>
    [Fact]
    public void WritingStopsAtTheEnd()
    {
        using var scope = NewDisposeScope();
        using var model = new Table(1, 2, 3, 0);                                  // 0 → 1 → 2 → 3 → 0
        var start = tensor(new long[,] { { 3, 0 }, { 3, 1 } });                   // an end in the start is none
        var shown = new List<(int, long[])>();
        Tensor Write(long? end, int count) => Decoding.Write(model.AsNextToken(), start, count, Decoding.Greedy, end, 9,
            (n, token) => shown.Add((n, token.data<long>().ToArray()))).contiguous();
        var written = Write(end: 3, count: 6);
        Assert.Equal([2, 3], written.shape);
        Assert.Equal([1L, 2, 3, 2, 3, 9], written.data<long>().ToArray());
        Assert.Equal(3, model.Asked);
        Assert.Equal([(0, [1L, 2]), (1, [2, 3]), (2, [3, 9])], shown, (a, b) => a.Item1 == b.Item1 && a.Item2.SequenceEqual(b.Item2));
        Assert.Equal([1L, 2, 3, 0, 2, 3, 0, 1], Write(end: null, count: 4).data<long>().ToArray());
        Assert.Equal([2, 2], Write(end: 3, count: 2).shape);                      // no longer than it may be
        Assert.Equal([2, 0], Write(end: 3, count: 0).shape);
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
