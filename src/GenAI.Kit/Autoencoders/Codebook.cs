using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GenAI.Kit.Autoencoders;

/// <summary>What vectors become in a <see cref="Codebook"/>.</summary>
/// <param name="Codes">The number of the nearest entry, int64, shape [N].</param>
/// <param name="Vectors">That entry; gradients pass through to the input. Shape [N, D].</param>
/// <param name="Commitment">How far the input is from its entry: squared, the mean over N and D.</param>
public readonly record struct Quantized(Tensor Codes, Tensor Vectors, Tensor Commitment);

/// <summary>
/// A list of K vectors. Every vector that comes in is replaced by the nearest of them, and its number is the code.
/// The entries follow what they replace: each is a running mean of the vectors that chose it.
/// </summary>
/// <remarks>
/// Van den Oord, Vinyals and Kavukcuoglu 2017, arXiv:1711.00937, §3.1 and appendix A.1. An entry that hardly anyone
/// chooses is moved onto a vector of the present batch: Dhariwal et al. 2020, arXiv:2005.00341, §3. Lesson 2.3.
/// Deviation: in training the entries move first, and the batch is quantized by what they have become; the paper
/// quantizes by the entries of before.
/// </remarks>
/// <param name="entries">K.</param>
/// <param name="width">D.</param>
/// <param name="decay">γ: how much of the running means a batch leaves.</param>
/// <param name="revive">An entry is dead when its running number of followers a batch is below this share of N / K,
/// the number that each would have of N vectors if all had equally many; 0 revives none. A moved entry begins with
/// twice that number.</param>
public sealed class Codebook(int entries, int width, double decay = 0.99, double revive = 1 / 32.0)
    : Net<Tensor, Quantized>(nameof(Codebook))
{
    private readonly Tensor vectors = randn(entries, width);                      // e   [K, D]
    private readonly Tensor counts = zeros(entries);                              // N   [K]: all dead at first
    private readonly Tensor sums = zeros(entries, width);                         // m   [K, D]

    /// <summary>In training mode the entries move, as the statistics of a batch norm do.</summary>
    /// <param name="z">Vectors, shape [N, D].</param>
    public override Quantized forward(Tensor z)
    {
        if (training) Follow(z);
        var codes = Nearest(z);
        var e = Lookup(codes);                                                    // [N, D]
        var straight = z + (e - z).detach();                                      // e, with the gradient of z (§3.2)
        return new(codes, straight, functional.mse_loss(z, e));
    }

    /// <summary>The number of the nearest entry, eq. 1: int64, shape [N].</summary>
    public Tensor Nearest(Tensor z) => cdist(z.detach(), vectors).argmin(1);

    /// <summary>The entries of these numbers.</summary>
    /// <param name="codes">int64, any shape.</param>
    /// <returns>The same shape, and D.</returns>
    public Tensor Lookup(Tensor codes) => vectors[codes];

    private void Follow(Tensor z)
    {
        using var _ = no_grad();
        var chosen = functional.one_hot(Nearest(z), entries).to(z.dtype);              // [N, K]
        counts.mul_(decay).add_(chosen.sum(dim: 0), alpha: 1 - decay);                 // eq. 6
        sums.mul_(decay).add_(chosen.T.matmul(z), alpha: 1 - decay);              // eq. 7
        var least = revive * z.shape[0] / entries;                                // followers, of N / K on average
        var dead = counts.lt(least).unsqueeze(1);                                 // [K, 1]
        var fresh = z[randint(0, z.shape[0], entries, device: z.device)];         // [K, D]
        sums.copy_(where(dead, 2 * least * fresh, sums));
        counts.copy_(where(dead.squeeze(1), full_like(counts, 2 * least), counts));
        vectors.copy_(where(counts.gt(0).unsqueeze(1), sums / counts.unsqueeze(1), vectors));   // eq. 8
    }
}
