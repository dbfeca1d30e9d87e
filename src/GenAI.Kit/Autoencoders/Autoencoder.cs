using GenAI.Kit.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GenAI.Kit.Autoencoders;

/// <summary>Shape of an <see cref="Autoencoder"/>.</summary>
/// <param name="Side">Of the pictures, a multiple of 4.</param>
/// <param name="Channels">Of the pictures.</param>
/// <param name="Width">Numbers in a code.</param>
/// <param name="Maps">Feature maps at half the side; twice as many below.</param>
public sealed record AutoencoderConfig(int Side = 28, int Channels = 1, int Width = 32, int Maps = 16);

/// <summary>
/// Convolutional autoencoder: squeezes a picture through a few numbers, the code, and back. What survives is what
/// most pictures need.
/// </summary>
/// <remarks>
/// Hinton and Salakhutdinov 2006, "Reducing the dimensionality of data with neural networks"; Masci et al. 2011,
/// "Stacked convolutional auto-encoders". Lesson 2.1. Deviation from both: trained as a whole, not layer after layer.
/// </remarks>
public sealed class Autoencoder(AutoencoderConfig c) : Net<Tensor, Tensor>(nameof(Autoencoder))
{
    private readonly Sequential encoder = Sequential(
        Resample.Down(c.Channels, c.Maps), LeakyReLU(0.1),                                 // [B, M, S/2, S/2]
        Resample.Down(c.Maps, 2 * c.Maps), LeakyReLU(0.1),                                 // [B, 2M, S/4, S/4]
        Flatten(), Linear(2 * c.Maps * c.Side * c.Side / 16, c.Width));

    private readonly Sequential decoder = Sequential(
        Linear(c.Width, 2 * c.Maps * c.Side * c.Side / 16), LeakyReLU(0.1),
        Unflatten(1, [2 * c.Maps, c.Side / 4, c.Side / 4]),
        Resample.Up(2 * c.Maps, c.Maps), LeakyReLU(0.1),
        Resample.Up(c.Maps, c.Channels));

    /// <summary>Its shape.</summary>
    public AutoencoderConfig Config => c;

    /// <summary>Encodes and decodes.</summary>
    /// <param name="x">Pictures in [0, 1], shape [B, C, S, S].</param>
    /// <returns>Their reconstructions, same shape; they may leave [0, 1].</returns>
    public override Tensor forward(Tensor x) => Decode(Encode(x));

    /// <summary>The codes of pictures.</summary>
    /// <param name="x">Pictures in [0, 1], shape [B, C, S, S].</param>
    /// <returns>Shape [B, width].</returns>
    public Tensor Encode(Tensor x) =>
        encoder.call(x.Require(nameof(Autoencoder), -1, c.Channels, c.Side, c.Side));

    /// <summary>The pictures of codes.</summary>
    /// <param name="z">Codes, shape [B, width].</param>
    /// <returns>Shape [B, C, S, S]; numbers may leave [0, 1].</returns>
    public Tensor Decode(Tensor z) => decoder.call(z.Require(nameof(Autoencoder), -1, c.Width));

    /// <summary>Squared error, the mean over pictures and pixels.</summary>
    /// <param name="x">Pictures in [0, 1], shape [B, C, S, S].</param>
    public Tensor Loss(Tensor x) => functional.mse_loss(call(x), x);
}
