using static TorchSharp.torch;

namespace GenAI.Kit.Metrics;

/// <summary>Two sets of points, and all distances between them a block at a time: never a million at once.</summary>
internal static class Points
{
    private const int PairsAtOnce = 1 << 19;                                      // 4 MiB of float64
    private const double Largest = 1e50;                                          // its sixth power is still finite

    /// <summary>Both sets as float64 [N, D], pictures flattened.</summary>
    /// <exception cref="ArgumentException">They can't be compared, or one is not <see cref="Finite"/>.</exception>
    public static (Tensor Real, Tensor Fake) Check(
        Tensor real, Tensor fake, string first = "real", string second = "fake")
    {
        if (real.dim() < 2 || fake.dim() < 2 || !real.shape[1..].SequenceEqual(fake.shape[1..]))
            throw new ArgumentException(
                $"Real [{string.Join(", ", real.shape)}] and fake [{string.Join(", ", fake.shape)}] can't be " +
                "compared: both must be points [N, D] (or pictures) of the same size.");
        if (real.shape[0] < 1 || fake.shape[0] < 1)
            throw new ArgumentException($"{real.shape[0]} and {fake.shape[0]} points: none can't be compared.");
        Finite(real, first);
        Finite(fake, second);
        return (real.detach().flatten(1).to(float64), fake.detach().flatten(1).to(float64));
    }

    /// <summary>Refuses numbers that no distance can be computed of: NaN orders nothing, and metrics would hang on
    /// it, or say something plausible and false.</summary>
    /// <param name="x">Shape [N, …].</param>
    /// <param name="set">Its name, for the message.</param>
    /// <exception cref="ArgumentException">A number is NaN, infinite or beyond ±1e50: the message names set and
    /// row.</exception>
    public static void Finite(Tensor x, string set)
    {
        using var _ = NewDisposeScope();
        var numbers = (x.dim() > 1 ? x.detach().flatten(1) : x.detach().reshape(-1, 1)).to(float64);
        var wrong = numbers.abs().le(Largest).logical_not();                      // NaN is at most nothing
        if (!wrong.any().item<bool>()) return;
        var at = wrong.nonzero()[0];                                              // [row, column]
        var value = numbers[at[0], at[1]].item<double>();
        throw new ArgumentException($"Row {at[0].item<long>()} of {set} holds {value}: only finite numbers of at "
            + $"most {Largest:0e0} can be compared. Look why it is so, or leave that row out.");
    }

    /// <summary>The same as Check, with at least so many points in each set.</summary>
    public static (Tensor Real, Tensor Fake) CheckMany(Tensor real, Tensor fake, int least)
    {
        var sets = Check(real, fake);
        return Math.Min(real.shape[0], fake.shape[0]) >= least ? sets : throw new ArgumentException(
            $"{real.shape[0]} real and {fake.shape[0]} fake points are too few: each set needs at least {least}.");
    }

    /// <summary>The same as Check, and equally many: the metrics that pair points off need that.</summary>
    public static (Tensor Real, Tensor Fake) CheckPairs(Tensor real, Tensor fake) =>
        real.shape[0] == fake.shape[0]
            ? Check(real, fake)
            : throw new ArgumentException(
                $"{real.shape[0]} real and {fake.shape[0]} fake points can't be paired off: take equally many.");

    /// <summary>‖xᵢ − yⱼ‖² for points [A, D] and [B, D]: shape [A, B], never below 0.</summary>
    public static Tensor Squares(Tensor x, Tensor y)
    {
        using var _ = NewDisposeScope();
        var norms = x.square().sum(dim: 1, keepdim: true) + y.square().sum(dim: 1);
        return norms.addmm_(x, y.T, beta: 1, alpha: -2).clamp_min_(0).MoveToOuterDisposeScope();
    }

    /// <summary>Walks through the rows of x in blocks small enough to meet all of y, and joins the answers.</summary>
    /// <param name="x">Shape [A, D].</param>
    /// <param name="others">B, how many points each row meets.</param>
    /// <param name="answer">From a block [b, D] to an answer [b, …].</param>
    public static Tensor Map(Tensor x, long others, Func<Tensor, Tensor> answer) =>
        Scope.Map(x, (int)Math.Max(1, PairsAtOnce / others), answer);
}
