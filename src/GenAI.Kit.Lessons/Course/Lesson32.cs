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

    /// <summary>Code: a walk along the sphere between two noises.</summary>
    public static readonly Exercise<Func<Tensor, Tensor, double, Tensor>> Slerp = new(
        "3.2.a",
        "The angle ω comes from the cosine: a · b / (|a| |b|), then `Math.Acos`. At t = 0 the first factor is 1 and "
        + "the second 0, at t = 1 the other way round.",
        FaultInSlerp);

    /// <summary>Reasoning to a number: the half-life of a weight in the average.</summary>
    public static readonly Exercise<double?> HalfLife = new(
        "3.2.b",
        "After n steps the old weight counts 0.99 to the power of n. When is that one half?",
        FaultInHalfLife);

    /// <summary>Open: noises whose faces wear glasses.</summary>
    public static readonly Exercise<Tensor> WithGlasses = new(
        "3.2.c",
        "You can make as many faces as you like, and the ruler says which of them wear glasses. Keep the noises of "
        + "those.",
        FaultInGlasses);

    private static string? FaultInSlerp(Func<Tensor, Tensor, double, Tensor> slerp)
    {
        using var scope = NewDisposeScope();
        using var generator = Seed.Generator(7);
        for (var k = 0; k < 3; k++)
        {
            Tensor a = randn([64], generator: generator), b = randn([64], generator: generator);
            var omega = Math.Acos((a.dot(b) / (a.norm() * b.norm())).Number());
            foreach (var t in new[] { 0.25, 0, 1, 0.5 })
            {
                var given = slerp(a, b, t);
                if (!given.shape.SequenceEqual([64L]))
                    return $"From two noises [64] one of [64] is asked for, not [{string.Join(", ", given.shape)}].";
                var right = (Math.Sin((1 - t) * omega) * a + Math.Sin(t * omega) * b) / Math.Sin(omega);
                bool Is(Tensor other) => (given - other).abs().max().Number() < 1e-3;
                if (Is(right)) continue;
                return Is((1 - t) * a + t * b)
                        ? $"At t = {t} that is the straight line: its middle is shorter than noise ever is "
                            + $"({given.norm().Number():0.0}, and both ends are about 8)."
                    : Is((Math.Sin(t * omega) * a + Math.Sin((1 - t) * omega) * b) / Math.Sin(omega))
                        ? "The walk runs backwards: t = 0 should be the first noise."
                    : $"At t = {t} it is off by up to {(given - right).abs().max().Number():0.00}.";
            }
        }
        return null;
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
