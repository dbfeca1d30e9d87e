using GenAI.Kit.Adversarial;
using GenAI.Kit.Classifiers;
using static TorchSharp.torch;

namespace GenAI.Kit.Lessons;

/// <summary>Exercises of lesson 3.2.</summary>
public static class Lesson32
{
    private const int Faces = 10, LeastGlasses = 9, Glasses = 0;                  // a column of FaceAttributes

    /// <summary>What the lesson measures, and what it must reach.</summary>
    public static readonly Goal[] Goals =
    [
        new("faces: FID over the VAE's", "< 1"),
        new("clothes, 14×14: FID over the VAE's", "< 1"),
        new("clothes classified as ordered, this run", ">= 0.7"),
        new("clothes classified as ordered, shipped weights", ">= 0.85"),
    ];

    /// <summary>Building: weights divided by the most that they can stretch.</summary>
    public static readonly Exercise<Func<Tensor, int, Tensor>> Spectral = new(
        "3.2.a",
        [
            "Write W for the weights as a matrix: `weights.flatten(1)`, [out, all else]. `W.t().mv(u)` is Wᵀu, "
            + "`W.mv(v)` is Wv, and `u / u.norm()` has length 1.",
            "Draw u once, `randn(W.shape[0])`. In each round make v from u, bring it to length 1, make u from v, "
            + "bring it to length 1.",
            "After the rounds s is `u.dot(W.mv(v))`. Divide the weights as they came by it: so they keep their "
            + "shape.",
        ],
        FaultInSpectral,
        why: "Each round multiplies the part of u along the largest singular value by more than all other parts; "
            + "soon only that part is left.",
        next: "keep u from one step of training to the next: then a single round a step is enough. That is how it is "
            + "done in practice.");

    /// <summary>Reasoning to a number: the half-life of a weight in the average.</summary>
    public static readonly Exercise<double?> HalfLife = new(
        "3.2.b",
        [
            "In each step the old part keeps 0.99 of what it had.",
            "After n steps the old weight counts 0.99 to the power of n. When is that one half?",
            "Take logarithms on both sides: n · log 0.99 = log 0.5.",
        ],
        FaultInHalfLife,
        why: "The average forgets by shares, so its memory has a half-life: about 69 steps, 0.69 / 0.01.",
        next: "with 0.999, how long a game would you need before the average is of any use?");

    /// <summary>Open: noises whose faces wear glasses.</summary>
    public static readonly Exercise<Tensor> WithGlasses = new(
        "3.2.c",
        [
            "You can make as many faces as you like, and the ruler says which of them wear glasses.",
            "Make a thousand noises with `shippedPainter.Noise(1000)`, paint and judge them, and keep the noises of "
            + "those with glasses.",
            "`noises[seen.eq(1)]` are the rows of `noises` where `seen` is 1; `[..10]` are the first ten of them.",
        ],
        FaultInGlasses,
        why: "Throwing away what doesn't fit is the simplest way to order; it costs what you throw away.",
        next: "take the mean of a hundred noises with glasses minus the mean of a hundred without, and add it to a "
            + "noise whose face has none.");

    /// <summary>Building: batch normalisation with a scale and a shift for each class.</summary>
    public static readonly Exercise<Func<Tensor, Tensor, Tensor, Tensor, Tensor>> ByClass = new(
        "3.2.d",
        [
            "Which axes does a map have that are not its own? Those of batch and places: 0, 2 and 3.",
            "`x.mean([0, 2, 3], true)` is the mean of every map, [1, C, 1, 1]; the variance is the mean of the "
            + "squared distance from it. `scale.index_select(0, y)` are the rows of the classes, [B, C].",
            "Two `unsqueeze` make [B, C] into [B, C, 1, 1], so that a row fits on the maps: scale · plain + shift.",
        ],
        FaultInByClass,
        why: "What is normal for a map is the same for all classes; what is done with it is a matter of the class.",
        next: "draw the clothes of class 0 with half the scale of class 0 and half of class 8: a dress-shaped bag?");

    private static string? FaultInSpectral(Func<Tensor, int, Tensor> spectral)
    {
        using var scope = NewDisposeScope();
        using var generator = Seed.Generator(7);
        Tensor Turned(long n) => linalg.qr(randn([n, n], generator: generator)).Q;
        var stretches = tensor(new[] { 3f, 1.5f, 0.9f, 0.4f });                   // the singular values
        var matrix = Turned(4).mm(diag(stretches)).mm(Turned(6)[..4]);
        foreach (var weights in new[] { matrix, matrix.reshape(4, 3, 2, 1) })
        {
            var given = spectral(weights, 60);
            if (!given.shape.SequenceEqual(weights.shape))
                return $"Weights of shape [{string.Join(", ", weights.shape)}] should keep it; yours come back as "
                    + $"[{string.Join(", ", given.shape)}].";
            bool IsOver(double s) => (given - weights / s).abs().max().Number() < 1e-3;
            if (IsOver(3)) continue;
            return IsOver(9) ? "You divided by s², the stretch of WᵀW. Bring v to length 1 as well, or take a root."
                : IsOver(weights.norm().Number())
                    ? "That is the root of the sum of all squares. It is more than W can stretch any one vector."
                : IsOver(weights.abs().max().Number())
                    ? "The largest number of a matrix is less than what it can stretch a vector."
                : "A matrix that stretches by 3 at most should come back stretching by 1; yours stretches by "
                    + $"{linalg.matrix_norm(given.flatten(1), 2).Number():0.00}.";
        }
        return null;
    }

    private static string? FaultInByClass(Func<Tensor, Tensor, Tensor, Tensor, Tensor> byClass)
    {
        using var scope = NewDisposeScope();
        using var generator = Seed.Generator(8);
        Tensor Draw(params long[] shape) => randn(shape, generator: generator);
        var (x, scale, shift) = (3 * Draw(6, 3, 4, 5) + 2, Draw(4, 3), Draw(4, 3));
        var y = tensor(new[] { 3L, 0, 0, 2, 1, 3 });
        Tensor Plain(long[] axes) =>
            (x - x.mean(axes, true)) / ((x - x.mean(axes, true)).square().mean(axes, true) + 1e-5).sqrt();
        Tensor Row(Tensor table, Tensor of) => table.index_select(0, of).reshape(6, 3, 1, 1);
        var given = byClass(x, y, scale, shift);
        if (!given.shape.SequenceEqual(x.shape))
            return "Maps [6, 3, 4, 5] should keep their shape; yours come back as "
                + $"[{string.Join(", ", given.shape)}].";
        bool Is(Tensor other) => (given - other).abs().max().Number() < 1e-3;
        var whole = Plain([0, 2, 3]);
        return Is(Row(scale, y) * whole + Row(shift, y)) ? null
            : Is(Row(scale, y) * Plain([2, 3]) + Row(shift, y))
                ? "Each picture was brought to mean 0 by itself. The mean is over the batch, too."
            : Is(Row(shift, y) * whole + Row(scale, y)) ? "Scale multiplies and shift is added: yours are exchanged."
            : Is(Row(scale, zeros_like(y)) * whole + Row(shift, zeros_like(y)))
                ? "All pictures got the first class's row. Take the row of each picture's own class."
            : Is(whole) ? "Normalised, yes. Now the class's scale and shift."
            : $"Off by up to {(given - (Row(scale, y) * whole + Row(shift, y))).abs().max().Number():0.00}.";
    }

    private static string? FaultInHalfLife(double? steps) => steps!.Value switch
    {
        var n when Math.Abs(n - 69) < 0.6 => null,
        var n when Math.Abs(n - 50) < 0.6 => "It doesn't lose the same amount in each step, but the same share.",
        var n when Math.Abs(n - 100) < 0.6 => "After 100 steps it counts 0.37. That is another mark: one part in e.",
        var n => $"Not {n:0.#}: 0.99 to the power of {n:0.#} is {Math.Pow(0.99, n):0.00}.",
    };

    private static string? FaultInGlasses(Tensor noises)
    {
        using var scope = NewDisposeScope();
        using var g = Pretrained.Load<DcganGenerator>("3.2-faces");
        if (!noises.shape.SequenceEqual([Faces, 64L]))
            return $"{Faces} noises of 64 numbers are asked for, [{Faces}, 64], not "
                + $"[{string.Join(", ", noises.shape)}].";
        using var ruler = FaceAttributeNet.Pretrained();
        var z = noises.detach().to(float32);
        var found = (int)ruler.Predict(g.Sample(z))[.., Glasses].sum().item<long>();
        if (found < LeastGlasses) return $"{found} of {Faces} faces wear glasses, {LeastGlasses} are asked for.";
        var nearest = (cdist(z, z) + 100 * eye(Faces)).min().item<float>();
        return nearest < 1 ? "Some of these are the same face. Ten different ones, please." : null;
    }
}
