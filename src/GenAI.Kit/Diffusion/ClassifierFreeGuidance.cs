using static TorchSharp.torch;

namespace GenAI.Kit.Diffusion;

/// <summary>A network that knows conditions and none is asked twice, with and without; what the condition changes is
/// exaggerated.</summary>
/// <remarks>Ho and Salimans 2022, arXiv:2207.12598. Lesson 5.3. The weight is their 1 + w.</remarks>
public static class ClassifierFreeGuidance
{
    /// <summary>Eq. 6: none + weight · (condition − none), both asked in one call.</summary>
    /// <param name="network">From noisy data [B, …], steps [B] and conditions to what is predicted, [B, …].</param>
    /// <param name="x">Noisy data, shape [B, …].</param>
    /// <param name="t">Steps, int64, shape [B].</param>
    /// <param name="condition">What is asked for, B rows.</param>
    /// <param name="none">As many rows in which nothing is asked.</param>
    /// <param name="weight">1: as the network says; 0: as if nothing were asked; above 1: guided.</param>
    /// <returns>Shape [B, …].</returns>
    public static Tensor Of(Func<Tensor, Tensor, Tensor?, Tensor> network, Tensor x, Tensor t, Tensor condition,
                            Tensor none, double weight)
    {
        var both = network(cat([x, x]), cat([t, t]), cat([condition, none])).chunk(2);
        return both[1] + weight * (both[0] - both[1]);
    }

    /// <summary>Forgets some of what is asked, so that a network also learns to do without (algorithm 1). In some
    /// rows nothing is asked any more; each other row draws a share of its own, so that wishes may name one thing or
    /// all.</summary>
    /// <param name="y">Values of attributes, int64, shape [B, A].</param>
    /// <param name="all">Share of rows in which nothing is asked any more.</param>
    /// <returns>The same shape, with −1 where nothing is asked.</returns>
    public static Tensor DropLabels(Tensor y, double all = 0.1)
    {
        var share = rand(y.shape[0], 1, device: y.device).square();               // mostly small, sometimes near 1
        return y.masked_fill(rand(y.shape[0], 1, device: y.device) < all, -1)
            .masked_fill(rand(y.shape, device: y.device) < share, -1);
    }
}
