using GenAI.Kit.Autoencoders;
using GenAI.Kit.Data;
using static TorchSharp.torch;

namespace GenAI.Kit.Lessons;

/// <summary>Exercises of lesson 2.3.</summary>
public static class Lesson23
{
    private const double MostNats = 4.5;

    /// <summary>What the lesson measures, and what it must reach.</summary>
    public static readonly Goal[] Goals =
    [
        new("share of the codebook in use", ">= 0.5"),
        new("reconstruction error over the VAE's", "< 1"),
        new("FID of samples over the VAE's", "< 1"),
    ];

    /// <summary>Code: one round of k-means.</summary>
    public static readonly Exercise<Func<Tensor, Tensor, Tensor>> Round = new(
        "2.3.a",
        hints:
        [
            "`cdist(x, centres)` has all distances, [N, K]. Who is nearest to whom?",
            "`nn.functional.one_hot` of the choices, [N, K], turns sums over points into one matrix product.",
            "Divide the sums by the numbers of points, at least 1; `where` keeps the centres that have none.",
        ],
        FaultInRound,
        why: "Both halves of a round can only shorten the distances, so rounds end at rest.",
        next: "replace the mean by a running mean over batches: that is `Codebook`.");

    /// <summary>Reasoning to a number: bits of a picture, from nats per code.</summary>
    public static readonly Exercise<double?> Bits = new(
        "2.3.b",
        hints:
        [
            "How many codes has the grid?",
            "With the prior a code costs 4.0 nats, not log₂ 512 bits.",
            "A nat is 1 / log 2 bits, about 1.44.",
        ],
        FaultInBits,
        why: "A picture costs what its codes cost, given those before them.",
        next: "how many pictures of this kind could a text of the same length tell apart if all were equal?");

    /// <summary>Open: a prior that only counts.</summary>
    public static readonly Exercise<Func<Tensor, Tensor>> ByPlace = new(
        "2.3.c",
        hints:
        [
            "`nn.functional.one_hot(codes, 256).sum(dim: 0)` counts the words at each place, [8, 8, 256].",
            "Divide by the number of faces and most words of the list have probability 0: a test face that uses one "
                + "costs infinitely much. Add something to each count first.",
            "Not too much: 3,200 faces share a place, and there are 256 words. Try 1, 0.1, 0.01.",
        ],
        FaultInByPlace,
        why: "Where words stand is worth about a nat; what the prior knows beyond it is how they go together.",
        next: "count pairs: p(word | place, word to its left) knows more, and has far fewer counts for each number.");

    /// <summary>Build: residual quantization.</summary>
    public static readonly Exercise<Func<Tensor, Tensor[], (Tensor Codes, Tensor Vectors)>> Residual = new(
        "2.3.d",
        hints:
        [
            "A loop over the books, and a tensor that holds what is left of z.",
            "In each turn: the nearest entry to what is left; add the entry to the sum, subtract it from the rest.",
            "At the end the trick from above: `z + (sum - z).detach()`.",
        ],
        FaultInResidual,
        why: "Each book sees smaller vectors than the one before, so two lists of 256 do the work of one of 65,536.",
        next: "put two books in place of `codebook` in a copy of `VqVae`: does the error fall, and what does a face "
            + "cost now?");

    private static string? FaultInRound(Func<Tensor, Tensor, Tensor> round)
    {
        using var scope = NewDisposeScope();
        using var generator = Seed.Generator(5);
        var x = randn([60, 3], generator: generator);
        var centres = cat([x[..4] + 0.1, 50 * ones(1, 3)]);                       // nobody is nearest to the last
        var nearest = cdist(x, centres).argmin(1);
        var right = stack(Enumerable.Range(0, 5).Select(k =>
            k == 4 ? centres[4] : x[nearest.eq(k)].mean([0L])));
        var given = round(x.clone(), centres.clone()).to(float32);
        if (!given.shape.SequenceEqual([5, 3]))
            return $"Five centres are [5, 3], not [{string.Join(", ", given.shape)}].";
        var off = (given - right).abs().amax([1L]).nan_to_num(nan: 99);
        return off.max().item<float>() < 1e-3 ? null
            : off[..4].max().item<float>() < 1e-3
                ? "A centre without points should stay where it is: yours went to "
                    + $"({string.Join(", ", given[4].data<float>().ToArray().Select(a => $"{a:0.##}"))})."
            : $"{off.gt(1e-3).sum().item<long>()} of 5 centres are not the mean of their points: divide by how many "
                + "points each has.";
    }

    private static string? FaultInBits(double? bits) => bits!.Value switch
    {
        var b when Math.Abs(b - 64 / Math.Log(2)) < 0.5 => null,
        var b when Math.Abs(b - 144) < 0.5 => "That is without the prior: 9 bits for each code.",
        var b when Math.Abs(b - 64) < 0.5 => "That is in nats: a bit is log 2 nats.",
        var b when Math.Abs(b - 4 / Math.Log(2)) < 0.5 => "That is one code. The grid has sixteen.",
        var b => $"Not {b:0.#}. Codes times nats per code, then from nats to bits.",
    };

    private static string? FaultInByPlace(Func<Tensor, Tensor> byPlace)
    {
        using var scope = NewDisposeScope();
        var (train, test) = Datasets.Faces();
        using var vq = Pretrained.Load<VqVae>("2.3-codes");
        Tensor Codes(Tensor x) => Scope.Eval(vq, x, vq.Encode);
        var given = byPlace(Codes(train.Pixels)).to(float64);
        if (!given.shape.SequenceEqual([8, 8, vq.Config.Entries]))
            return $"Return probabilities of shape [8, 8, {vq.Config.Entries}], "
                + $"not [{string.Join(", ", given.shape)}].";
        if ((given.sum(2) - 1).abs().max().item<double>() is > 1e-4 or double.NaN)
            return "At each place the probabilities should sum to 1, over the last dimension.";
        var codes = Codes(test.Pixels);
        var ofWords = given.expand(codes.shape[0], -1, -1, -1).gather(3, codes.unsqueeze(3));
        var never = ofWords.eq(0).sum().item<long>();
        if (never > 0)
            return $"{never} words of the test faces have probability 0 where they stand: one is enough to make a "
                + "face impossible.";
        var nats = -ofWords.log().mean().item<double>();
        return nats <= MostNats ? null : $"{nats:0.00} nats per code on the test faces, {MostNats} are asked for.";
    }

    private static string? FaultInResidual(Func<Tensor, Tensor[], (Tensor Codes, Tensor Vectors)> residual)
    {
        using var scope = NewDisposeScope();
        using var generator = Seed.Generator(8);
        var z = randn([30, 4], generator: generator).requires_grad_();
        Tensor[] books = [.. Enumerable.Range(0, 3).Select(n => randn([9, 4], generator: generator) / (1 + n))];
        var (codes, vectors) = residual(z, books);
        if (!codes.shape.SequenceEqual([30, 3]) || !vectors.shape.SequenceEqual([30, 4]))
            return "For 30 vectors of 4 numbers and 3 books: codes [30, 3] and vectors [30, 4], not "
                + $"[{string.Join(", ", codes.shape)}] and [{string.Join(", ", vectors.shape)}].";
        var rest = z.detach();
        for (var n = 0; n < books.Length; n++)
        {
            var nearest = cdist(rest, books[n]).argmin(1);
            var wrong = codes[.., n].ne(nearest).sum().item<long>();
            if (wrong > 0)
                return $"Book {n + 1}: {wrong} of 30 codes are not the entry nearest to what is left"
                    + (n > 0 && codes[.., n].eq(cdist(z.detach(), books[n]).argmin(1)).all().item<bool>()
                        ? ". Yours are nearest to z itself." : ".");
            rest = rest - books[n][nearest];
        }
        if ((vectors - (z - rest)).abs().max().item<float>() > 1e-4)
            return "The codes are right, but the vectors are not the sum of the chosen entries.";
        if (!vectors.requires_grad) return "No gradient passes: what you return knows nothing of z.";
        var gradient = autograd.grad([vectors.sum()], [z])[0];
        return (gradient - 1).abs().max().item<float>() < 1e-5 ? null
            : "The gradient at z should be that at the vectors, as it is.";
    }
}
