using GenAI.Kit.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GenAI.Kit.Autoencoders;

/// <summary>Shape of a <see cref="SpatialVae"/>.</summary>
/// <param name="Channels">Of the pictures.</param>
/// <param name="Latent">Channels of the code.</param>
/// <param name="Maps">Feature maps between them, a multiple of 8.</param>
/// <param name="KlWeight">Of the KL beside the squared error: tiny, for sharp pictures.</param>
/// <param name="Halvings">Of the picture's side S, a multiple of 2 to that power, on the way to the code's side
/// s.</param>
public sealed record SpatialVaeConfig(int Channels = 3, int Latent = 4, int Maps = 64, double KlWeight = 1e-4,
                                      int Halvings = 1);

/// <summary>
/// An autoencoder whose code is a small picture, for another model to draw: the VAE's noise keeps neighbouring codes
/// alike, its KL keeps their size near 1, and both are so weak that pictures stay sharp.
/// </summary>
/// <remarks>
/// The first stage of latent diffusion: Rombach et al. 2021, arXiv:2112.10752, §3.1. Lesson 5.3. Deviations: squared
/// error alone, without their perceptual and adversarial losses; the first halving folds pixels into channels.
/// </remarks>
public sealed class SpatialVae(SpatialVaeConfig c) : Net<Tensor, ConvVaePass>(nameof(SpatialVae))
{
    private readonly Sequential encoder = Sequential(
    [
        PixelUnshuffle(2), .. Bent(Conv2d(4 * c.Channels, c.Maps, 3, padding: 1), c.Maps),   // [B, M, S/2, S/2]
        .. Enumerable.Range(1, c.Halvings - 1).SelectMany(_ => Bent(Resample.Down(c.Maps, c.Maps), c.Maps)),
        .. Bent(Conv2d(c.Maps, c.Maps, 3, padding: 1), c.Maps),   // [B, M, s, s]
        Conv2d(c.Maps, 2 * c.Latent, 1),                                                         // [B, 2Z, s, s]
    ]);

    private readonly Sequential decoder = Sequential(
    [
        .. Bent(Conv2d(c.Latent, c.Maps, 3, padding: 1), c.Maps),   // [B, M, s, s]
        .. Bent(Conv2d(c.Maps, c.Maps, 3, padding: 1), c.Maps),
        .. Enumerable.Range(1, c.Halvings - 1).SelectMany(_ => Bent(Resample.Up(c.Maps, c.Maps), c.Maps)),
        .. Bent(Conv2d(c.Maps, c.Maps, 3, padding: 1), c.Maps),   // [B, M, S/2, S/2]
        Conv2d(c.Maps, 4 * c.Channels, 1), PixelShuffle(2),                                      // [B, C, S, S]
    ]);

    /// <summary>Its shape.</summary>
    public SpatialVaeConfig Config => c;

    /// <summary>One pass: encodes, draws a code, decodes it.</summary>
    /// <param name="x">Pictures in [0, 1], shape [B, C, S, S].</param>
    public override ConvVaePass forward(Tensor x)
    {
        var posterior = Encode(x);
        return new(Decode(posterior.Sample()), posterior);
    }

    /// <summary>Squared error (the mean over pictures, pixels and channels) and the weighted KL (in nats, the mean
    /// over the code's numbers).</summary>
    /// <param name="x">Pictures in [0, 1], shape [B, C, S, S].</param>
    public Tensor Loss(Tensor x)
    {
        var pass = call(x);
        return functional.mse_loss(pass.Mean, x) + c.KlWeight * pass.Posterior.Kl().mean();
    }

    /// <summary>q(z|x): its means are a small picture, shape [B, Latent, s, s].</summary>
    /// <param name="x">Pictures in [0, 1], shape [B, C, S, S].</param>
    public DiagonalGaussian Encode(Tensor x)
    {
        var h = encoder.call(x.Require(nameof(SpatialVae), -1, c.Channels, -1, -1)).chunk(2, 1);
        return new(h[0], (h[1] - 6).clamp(-20, 10));                              // begins with little noise
    }

    /// <summary>The pictures of codes.</summary>
    /// <param name="z">Shape [B, Latent, s, s].</param>
    /// <returns>Shape [B, C, S, S]; numbers may leave [0, 1] a little.</returns>
    public Tensor Decode(Tensor z) => decoder.call(z.Require(nameof(SpatialVae), -1, c.Latent, -1, -1));

    private static nn.Module<Tensor, Tensor>[] Bent(nn.Module<Tensor, Tensor> convolution, int maps) =>
        [convolution, Init.GroupNorm(maps), SiLU()];
}
