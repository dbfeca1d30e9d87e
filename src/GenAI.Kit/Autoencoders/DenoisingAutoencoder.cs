using GenAI.Kit.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GenAI.Kit.Autoencoders;

/// <summary>Shape of a <see cref="DenoisingAutoencoder"/>.</summary>
/// <param name="Channels">Of the pictures.</param>
/// <param name="Maps">Feature maps at half the side; twice as many below.</param>
/// <param name="Noise">The deviation of what <see cref="DenoisingAutoencoder.Corrupt"/> adds.</param>
public sealed record DenoisingAutoencoderConfig(int Channels = 1, int Maps = 32, double Noise = 0.3);

/// <summary>
/// Denoising autoencoder: sees a spoiled picture and is asked for the clean one. Copying is no way out, so the code
/// need not be narrow: here it is a stack of small pictures, wider than the input.
/// </summary>
/// <remarks>
/// Vincent, Larochelle, Bengio and Manzagol 2008, "Extracting and composing robust features with denoising
/// autoencoders". Lesson 2.1. Deviation: Gaussian noise instead of missing pixels (as in their paper of 2010), and
/// convolutions.
/// </remarks>
public sealed class DenoisingAutoencoder(DenoisingAutoencoderConfig c)
    : Net<Tensor, Tensor>(nameof(DenoisingAutoencoder))
{
    private readonly Sequential encoder = Sequential(
        Resample.Down(c.Channels, c.Maps), ReLU(),                                 // [B, M, S/2, S/2]
        Resample.Down(c.Maps, 2 * c.Maps), ReLU());                                // [B, 2M, S/4, S/4]

    private readonly Sequential decoder = Sequential(
        Resample.Up(2 * c.Maps, c.Maps), ReLU(),
        Resample.Up(c.Maps, c.Channels));

    /// <summary>Its shape.</summary>
    public DenoisingAutoencoderConfig Config => c;

    /// <summary>Encodes and decodes.</summary>
    /// <param name="x">Spoiled pictures, shape [B, C, S, S]; S a multiple of 4.</param>
    /// <returns>Clean ones, same shape; they may leave [0, 1].</returns>
    public override Tensor forward(Tensor x) => Decode(Encode(x));

    /// <summary>The codes of pictures.</summary>
    /// <param name="x">Pictures, shape [B, C, S, S].</param>
    /// <returns>Shape [B, 2M, S/4, S/4].</returns>
    public Tensor Encode(Tensor x) =>
        encoder.call(x.Require(nameof(DenoisingAutoencoder), -1, c.Channels, -1, -1));

    /// <summary>The pictures of codes.</summary>
    /// <param name="z">Codes, shape [B, 2M, S/4, S/4].</param>
    /// <returns>Shape [B, C, S, S]; numbers may leave [0, 1].</returns>
    public Tensor Decode(Tensor z) => decoder.call(z.Require(nameof(DenoisingAutoencoder), -1, 2 * c.Maps, -1, -1));

    /// <summary>q(x̃|x), §2.3: the picture with Gaussian noise, not cut off at 0 and 1.</summary>
    /// <param name="x">Pictures in [0, 1], shape [B, C, S, S].</param>
    public Tensor Corrupt(Tensor x) => x + c.Noise * randn_like(x);

    /// <summary>Squared error against the clean picture, eq. 5 for a Gaussian: the mean over pictures and pixels.
    /// </summary>
    /// <param name="x">Clean pictures in [0, 1], shape [B, C, S, S].</param>
    public Tensor Loss(Tensor x) => functional.mse_loss(call(Corrupt(x)), x);
}
