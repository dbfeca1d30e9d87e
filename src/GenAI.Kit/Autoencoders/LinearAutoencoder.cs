using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GenAI.Kit.Autoencoders;

/// <summary>Shape of a <see cref="LinearAutoencoder"/>: numbers in a picture, and numbers in its code.</summary>
public sealed record LinearAutoencoderConfig(int Pixels = 784, int Width = 32);

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

    /// <param name="x">Pictures, shape [B, C, H, W] or flat.</param>
    /// <returns>Their reconstructions, shape [B, P].</returns>
    public override Tensor forward(Tensor x) => Decode(Encode(x));

    /// <returns>Codes, shape [B, width].</returns>
    public Tensor Encode(Tensor x) => encoder.call(x.flatten(1));

    /// <returns>Pictures, shape [B, P].</returns>
    public Tensor Decode(Tensor z) => decoder.call(z);

    /// <summary>Squared error, the mean over pictures and pixels.</summary>
    public Tensor Loss(Tensor x) => functional.mse_loss(call(x), x.flatten(1));
}
