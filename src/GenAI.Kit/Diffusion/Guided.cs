using static TorchSharp.torch;

namespace GenAI.Kit.Diffusion;

/// <summary>A conditional network that has been told a wish, as <see cref="Ddpm"/> and every sampler take it. With a
/// weight above 1 it exaggerates what the wish changes: classifier-free guidance.</summary>
/// <remarks>
/// Ho and Salimans 2022, arXiv:2207.12598. Lesson 5.3. The weight is their 1 + w. Not a Net: the wish is no weight,
/// and the network stays the caller's, also when this is disposed. One that is made in each step of a training
/// should be: TorchSharp never frees the native side of a module that was only collected.
/// </remarks>
public sealed class Guided : nn.Module<Tensor, Tensor, Tensor>
{
    private readonly nn.Module<Tensor, Tensor, Tensor, Tensor> network;
    private readonly Tensor wish;
    private readonly double weight;

    /// <param name="network">From noisy data [B, …], steps [B] and wishes [B, A] to what is predicted.</param>
    /// <param name="wish">Values of attributes, int64, shape [B, A]; −1 where nothing is asked.</param>
    /// <param name="weight">1: as the network says; 0: as if nothing were asked; above 1: guided.</param>
    public Guided(nn.Module<Tensor, Tensor, Tensor, Tensor> network, Tensor wish, double weight = 1)
        : base(nameof(Guided))
    {
        (this.network, this.wish, this.weight) = (network, wish, weight);
        register_module(nameof(network), network);
    }

    /// <param name="x">Noisy data, shape [B, …].</param>
    /// <param name="t">Steps, int64, shape [B].</param>
    /// <returns>Shape [B, …].</returns>
    public override Tensor forward(Tensor x, Tensor t)
    {
        if (weight == 1) return network.call(x, t, wish);
        var both = network.call(cat([x, x]), cat([t, t]), cat([wish, full_like(wish, -1)])).chunk(2);
        return both[1] + weight * (both[0] - both[1]);                            // eq. 6
    }

    /// <summary>Frees this, and leaves the network.</summary>
    protected override void Dispose(bool disposing)
    {
        if (disposing) ClearModules();
        base.Dispose(disposing);
    }

    /// <summary>Forgets some of what is asked, so that a network also learns to do without (algorithm 1). In some
    /// rows nothing is asked any more; each other row draws a share of its own, so that wishes may name one thing or
    /// all.</summary>
    /// <param name="y">Values, int64, shape [B, A].</param>
    /// <param name="all">Share of rows in which nothing is asked any more.</param>
    public static Tensor Forget(Tensor y, double all = 0.1)
    {
        var share = rand(y.shape[0], 1).square();                                 // mostly small, sometimes near 1
        return y.masked_fill(rand(y.shape[0], 1) < all, -1).masked_fill(rand(y.shape) < share, -1);
    }
}
