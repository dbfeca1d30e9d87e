using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GenAI.Kit.Autoencoders;

/// <summary>Shape of a <see cref="LinearAutoencoder"/>.</summary>
/// <param name="Side">Of the pictures.</param>
/// <param name="Channels">Of the pictures.</param>
/// <param name="Width">Numbers in a code.</param>
public sealed record LinearAutoencoderConfig(int Side = 28, int Channels = 1, int Width = 32)
{
    internal int Pixels => Channels * Side * Side;
}

/// <summary>
/// An autoencoder without a bend: one matrix to the code, one back. It learns the plane of the first principal
/// components, though not the components themselves.
/// </summary>
/// <remarks>
/// Baldi and Hornik 1989, "Neural networks and principal component analysis: learning from examples without local
/// minima". Lesson 2.1.
/// </remarks>
public sealed class LinearAutoencoder(LinearAutoencoderConfig c) : Net<Tensor, Tensor>(nameof(LinearAutoencoder))
{
    private readonly Linear encoder = Linear(c.Pixels, c.Width);
    private readonly Linear decoder = Linear(c.Width, c.Pixels);

    /// <summary>Its shape.</summary>
    public LinearAutoencoderConfig Config => c;

    /// <summary>Encodes and decodes.</summary>
    /// <param name="x">Pictures, shape [B, C, S, S].</param>
    /// <returns>Their reconstructions, same shape; they may leave [0, 1].</returns>
    public override Tensor forward(Tensor x) => Decode(Encode(x));

    /// <summary>The codes of pictures.</summary>
    /// <param name="x">Pictures, shape [B, C, S, S].</param>
    /// <returns>Shape [B, width].</returns>
    public Tensor Encode(Tensor x) =>
        encoder.call(x.Require(nameof(LinearAutoencoder), -1, c.Channels, c.Side, c.Side).flatten(1));

    /// <summary>The pictures of codes.</summary>
    /// <param name="z">Codes, shape [B, width].</param>
    /// <returns>Shape [B, C, S, S]; numbers may leave [0, 1].</returns>
    public Tensor Decode(Tensor z) => decoder.call(z.Require(nameof(LinearAutoencoder), -1, c.Width))
        .reshape(-1, c.Channels, c.Side, c.Side);

    /// <summary>Squared error, the mean over pictures and pixels.</summary>
    /// <param name="x">Pictures, shape [B, C, S, S].</param>
    public Tensor Loss(Tensor x) => functional.mse_loss(call(x), x);
}
