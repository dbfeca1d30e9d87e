using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Diffusion;

/// <summary>Learns the score of a density, ∇ log p(x), from its samples alone.</summary>
/// <remarks>Denoising score matching: Vincent 2011, "A Connection Between Score Matching and Denoising Autoencoders",
/// eq. 9; over many noise levels: Song and Ermon 2019, arXiv:1907.05600, §4.2. Lesson 5.1.</remarks>
public static class ScoreMatching
{
    /// <summary>|σ·s(x + σε, σ) + ε|², eq. 5 and 6 of Song and Ermon with λ = σ²: the mean over rows and numbers. Its
    /// minimum is the score of the data with noise of that level.</summary>
    /// <param name="score">From noisy data [B, …] and levels [B] to scores [B, …].</param>
    /// <param name="x">Data, shape [B, …].</param>
    /// <param name="sigma">The level of each row, shape [B].</param>
    public static Tensor Loss(Func<Tensor, Tensor, Tensor> score, Tensor x, Tensor sigma)
    {
        var (noise, s) = (randn_like(x), Rows(sigma, x));
        return (s * score(x + s * noise, sigma) + noise).square().mean();
    }

    /// <summary>Levels from high to low, each the same factor below the one before.</summary>
    public static double[] Levels(double high, double low, int count) =>
        [.. Enumerable.Range(0, count).Select(k => high * Math.Pow(low / high, k / Math.Max(1.0, count - 1)))];

    private static Tensor Rows(Tensor sigma, Tensor like) =>
        sigma.to(like.dtype).reshape([sigma.shape[0], .. Enumerable.Repeat(1L, (int)like.dim() - 1)]);
}
