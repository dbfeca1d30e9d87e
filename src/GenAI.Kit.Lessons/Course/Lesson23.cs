using GenAI.Kit.Autoencoders;
using GenAI.Kit.Classifiers;
using GenAI.Kit.Data;
using GenAI.Kit.Metrics;
using static TorchSharp.torch;

namespace GenAI.Kit.Lessons;

/// <summary>Exercises of lesson 2.3.</summary>
public static class Lesson23
{
    private const int Texts = 400, LeastDifferent = 300;
    private const double MostOfPlain = 0.9;

    // drawn once: it takes as long as an answer
    private static readonly Lazy<double> plainFid = new(PlainFid, LazyThreadSafetyMode.PublicationOnly);

    /// <summary>What the lesson measures, and what it must reach.</summary>
    public static readonly Goal[] Goals =
    [
        new("share of the codebook in use", ">= 0.5"),
        new("reconstruction error over the VAE's", "< 1"),
        new("FID of samples over the VAE's", "< 1"),
    ];

    /// <summary>Code: the number of the nearest entry for each vector.</summary>
    public static readonly Exercise<Func<Tensor, Tensor, Tensor>> Choose = new(
        "2.3.a",
        "`z.unsqueeze(1) - e.unsqueeze(0)` has the shape [N, K, D]: every vector less every entry. Sum the squares "
        + "over D, then ask for `argmin` over the entries.",
        FaultInChoose);

    /// <summary>Reasoning to a number: bits of a picture, from nats per code.</summary>
    public static readonly Exercise<double?> Bits = new(
        "2.3.b",
        "How many codes has the grid? A nat is 1 / log 2 bits.",
        FaultInBits);

    /// <summary>Open: texts whose faces have a lower FID than the prior's own.</summary>
    public static readonly Exercise<Func<PixelCnnPrior, Tensor>> Write = new(
        "2.3.c",
        "The prior is unsure about rare words and sometimes wrong. `Sample` has an argument that makes it play safe. "
        + "Not too safe: FID notices when everything is alike.",
        FaultInWrite);

    private static string? FaultInChoose(Func<Tensor, Tensor, Tensor> choose)
    {
        using var scope = NewDisposeScope();
        using var generator = Seed.Generator(5);
        var z = randn([40, 3], generator: generator);
        var e = cat([2 * randn([6, 3], generator: generator), 5 * ones(1, 3)]);   // one long entry, far away
        var right = cdist(z, e).argmin(1);
        var given = choose(z, e);
        if (!given.shape.SequenceEqual([40]))
            return $"Expected one number for each of 40 vectors, got the shape [{string.Join(", ", given.shape)}].";
        if (given.dtype != int64) return $"Numbers are int64, yours are {given.dtype}.";
        var wrong = (int)given.ne(right).sum().item<long>();
        return wrong == 0 ? null
            : given.eq(z.matmul(e.T).argmax(1)).all().item<bool>()
                ? "That is the entry with the largest product, and long entries win it: take the smallest distance."
            : $"{wrong} of 40 vectors get another entry than the nearest.";
    }

    private static string? FaultInBits(double? bits) => bits!.Value switch
    {
        var b when Math.Abs(b - 64 / Math.Log(2)) < 0.5 => null,
        var b when Math.Abs(b - 144) < 0.5 => "That is without the prior: 9 bits for each code.",
        var b when Math.Abs(b - 64) < 0.5 => "That is in nats: a bit is log 2 nats.",
        var b when Math.Abs(b - 4 / Math.Log(2)) < 0.5 => "That is one code. The grid has sixteen.",
        var b => $"Not {b:0.#}. Codes times nats per code, then from nats to bits.",
    };

    private static string? FaultInWrite(Func<PixelCnnPrior, Tensor> write)
    {
        using var scope = NewDisposeScope();
        var codes = Written(write);
        if (!codes.shape.SequenceEqual([Texts, 8, 8]))
            return $"Return codes of shape [{Texts}, 8, 8], not [{string.Join(", ", codes.shape)}].";
        var different = Different(codes.flatten(1));
        if (different < LeastDifferent)
            return $"Only {different} of your texts are different, at least {LeastDifferent} should be.";
        var (yours, plain) = (Fid(codes), plainFid.Value);
        return yours <= MostOfPlain * plain ? null
            : $"Your FID is {yours:0}, that of prior.Sample({Texts}) is {plain:0}: a tenth less is asked for.";
    }

    private static double PlainFid()
    {
        using var scope = NewDisposeScope();
        return Fid(Written(prior => prior.Sample(Texts)));
    }

    // by the shipped prior, from the same dice: of three seeds the one whose ratios are nearest to their mean
    private static Tensor Written(Func<PixelCnnPrior, Tensor> write)
    {
        using var prior = Pretrained.Load<PixelCnnPrior>("2.3-prior");
        Seed.Everything(12);
        return write(prior);
    }

    private static double Fid(Tensor texts)
    {
        using var vq = Pretrained.Load<VqVae>("2.3-codes");
        using var ruler = FaceAttributeNet.Pretrained();
        return FrechetDistance.Between(
            ruler.Features(Datasets.Faces().Test.Pixels), ruler.Features(Scope.Eval(vq, texts, vq.Decode)));
    }

    private static int Different(Tensor codes) => codes.contiguous().data<long>().ToArray()
        .Chunk((int)codes.shape[1]).Select(text => string.Join(' ', text)).Distinct().Count();
}
