using GenAI.Kit.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GenAI.Kit.Autoencoders;

/// <summary>Shape of a <see cref="VqVae"/>: a code stands for 2×2 pixels.</summary>
/// <param name="Side">Of the pictures, an even number.</param>
/// <param name="Channels">Of the pictures.</param>
/// <param name="Maps">Feature maps.</param>
/// <param name="Entries">Of the codebook, K.</param>
/// <param name="Width">Of an entry, D.</param>
/// <param name="Revive">See <see cref="Codebook"/>.</param>
public sealed record VqVaeConfig(
    int Side = 16, int Channels = 3, int Maps = 32, int Entries = 256, int Width = 16, double Revive = 1 / 32.0);

/// <summary>What one pass yields: all that the loss reads.</summary>
/// <param name="Picture">The reconstruction, shape [B, C, S, S].</param>
/// <param name="Codes">int64, shape [B, S/2, S/2].</param>
/// <param name="Commitment">How far the encoder's vectors are from their entries: squared, the mean.</param>
public readonly record struct VqVaePass(Tensor Picture, Tensor Codes, Tensor Commitment);

/// <summary>
/// Vector-quantized autoencoder: the code of a picture is a small grid of whole numbers, each the name of an entry in
/// a learned codebook. A picture becomes a text of 64 words.
/// </summary>
/// <remarks>
/// Van den Oord, Vinyals and Kavukcuoglu 2017, arXiv:1711.00937. Lesson 2.3. The codebook follows by running means
/// (appendix A.1), so the second term of eq. 3 is not needed.
/// </remarks>
public sealed class VqVae(VqVaeConfig c) : Net<Tensor, VqVaePass>(nameof(VqVae))
{
    private const double Beta = 0.25;                                             // of eq. 3

    private readonly Sequential encoder = Sequential(
        Resample.Down(c.Channels, c.Maps), ReLU(),                                 // [B, M, S/2, S/2]
        Conv2d(c.Maps, 2 * c.Maps, 3, padding: 1), ReLU(),
        Conv2d(2 * c.Maps, c.Width, 1));                                          // [B, D, S/2, S/2]

    private readonly Codebook codebook = new(c.Entries, c.Width, revive: c.Revive);

    private readonly Sequential decoder = Sequential(
        Conv2d(c.Width, 2 * c.Maps, 3, padding: 1), ReLU(),
        Conv2d(2 * c.Maps, 2 * c.Maps, 3, padding: 1), ReLU(),
        Resample.Up(2 * c.Maps, c.Maps), ReLU(),
        Conv2d(c.Maps, c.Channels, 3, padding: 1), Sigmoid());

    /// <summary>Its shape.</summary>
    public VqVaeConfig Config => c;

    /// <summary>One pass: encodes, takes the nearest entries, decodes them.</summary>
    /// <param name="x">Pictures in [0, 1], shape [B, C, S, S].</param>
    public override VqVaePass forward(Tensor x)
    {
        var z = Vectors(x);                                                       // [B, S/2, S/2, D]
        var quantized = codebook.call(z.flatten(0, 2));                           // [B·S/2·S/2, D]
        var picture = decoder.call(quantized.Vectors.reshape(z.shape).permute(0, 3, 1, 2));
        return new(picture, quantized.Codes.reshape(z.shape[..3]), quantized.Commitment);
    }

    /// <summary>Squared error (the mean over pictures, pixels and channels) and β = 0.25 times the commitment, eq. 3.
    /// </summary>
    /// <param name="x">Pictures in [0, 1], shape [B, C, S, S].</param>
    public Tensor Loss(Tensor x)
    {
        var pass = call(x);
        return functional.mse_loss(pass.Picture, x) + Beta * pass.Commitment;
    }

    /// <summary>The codes of pictures: whole numbers, through which no gradient flows. The codebook stays as it
    /// is.</summary>
    /// <param name="x">Pictures in [0, 1], shape [B, C, S, S].</param>
    /// <returns>int64, shape [B, S/2, S/2].</returns>
    public Tensor Encode(Tensor x)
    {
        var z = Vectors(x);
        return codebook.Nearest(z.flatten(0, 2)).reshape(z.shape[..3]);
    }

    /// <summary>The pictures of codes.</summary>
    /// <param name="codes">int64, shape [B, S/2, S/2].</param>
    /// <returns>In [0, 1], shape [B, C, S, S].</returns>
    public Tensor Decode(Tensor codes) => decoder.call(
        codebook.Lookup(codes.Require(nameof(VqVae), -1, c.Side / 2, c.Side / 2)).permute(0, 3, 1, 2));

    private Tensor Vectors(Tensor x) =>
        encoder.call(x.Require(nameof(VqVae), -1, c.Channels, c.Side, c.Side)).permute(0, 2, 3, 1);
}
