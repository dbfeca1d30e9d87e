using GenAI.Kit.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GenAI.Kit.Adversarial;

/// <summary>Shape of the two players for pictures with classes.</summary>
/// <param name="Side">Of the pictures, an even number.</param>
/// <param name="Channels">Of the pictures.</param>
/// <param name="Classes">How many.</param>
/// <param name="Noise">Numbers that the generator starts from.</param>
/// <param name="Maps">Feature maps at full size; twice as many below.</param>
public sealed record ProjectionGanConfig(int Side = 14, int Channels = 1, int Classes = 10, int Noise = 64,
                                         int Maps = 32);

/// <summary>Draws a picture of a class that is asked for.</summary>
/// <remarks>Miyato and Koyama 2018, arXiv:1802.05637, with conditional batch normalisation as there. Lesson 3.2.
/// </remarks>
public sealed class ConditionalGenerator(ProjectionGanConfig c)
    : Net<Tensor, Tensor, Tensor>(nameof(ConditionalGenerator))
{
    private readonly Linear project = Linear(c.Noise, 2 * c.Maps * c.Side * c.Side / 4);
    private readonly ConditionalBatchNorm2d norm0 = new(2 * c.Maps, c.Classes);
    private readonly ConvTranspose2d upsample = Resample.Up(2 * c.Maps, c.Maps);
    private readonly ConditionalBatchNorm2d norm1 = new(c.Maps, c.Classes);
    private readonly Conv2d refine = Conv2d(c.Maps, c.Maps, 3, padding: 1);
    private readonly ConditionalBatchNorm2d norm2 = new(c.Maps, c.Classes);
    private readonly Conv2d output = Conv2d(c.Maps, c.Channels, 3, padding: 1);

    /// <summary>Its shape.</summary>
    public ProjectionGanConfig Config => c;

    /// <summary>From noise and classes to pictures.</summary>
    /// <param name="z">Noise, shape [B, noise].</param>
    /// <param name="y">Classes, int64, shape [B].</param>
    /// <returns>Pictures in [0, 1], shape [B, C, S, S].</returns>
    public override Tensor forward(Tensor z, Tensor y)
    {
        var h = project.call(z.Require(nameof(ConditionalGenerator), -1, c.Noise));
        h = h.reshape(-1, 2 * c.Maps, c.Side / 2, c.Side / 2);                    // [B, 2M, S/2, S/2]
        h = upsample.call(functional.relu(norm0.call(h, y)));                     // [B, M, S, S]
        h = refine.call(functional.relu(norm1.call(h, y)));
        return output.call(functional.relu(norm2.call(h, y))).sigmoid();
    }

    /// <summary>What pictures are made of, from N(0, I), shape [count, noise].</summary>
    /// <param name="count">How many.</param>
    public Tensor Noise(int count) => randn(count, c.Noise, device: this.Device());

    /// <summary>A new picture of each class that is asked for, without gradients.</summary>
    /// <param name="y">Classes, int64, shape [n].</param>
    /// <param name="noise">Shape [n, noise]; null: fresh.</param>
    /// <returns>In [0, 1], shape [n, C, S, S].</returns>
    public Tensor Sample(Tensor y, Tensor? noise = null) =>
        Scope.Eval(this, () => call(noise ?? Noise((int)y.shape[0]), y));
}

/// <summary>Judges a picture together with its class: is it real, and is it one of these? The features of the picture
/// are projected on a vector that each class learns.</summary>
/// <remarks>See <see cref="ConditionalGenerator"/>; eq. 3 there. No normalisation: a penalty on its slope takes that
/// place.</remarks>
public sealed class ProjectionDiscriminator(ProjectionGanConfig c)
    : Net<Tensor, Tensor, Tensor>(nameof(ProjectionDiscriminator))
{
    private readonly Sequential trunk = Sequential(
        Conv2d(c.Channels, c.Maps, 3, padding: 1), LeakyReLU(0.2),                // [B, M, S, S]
        Resample.Down(c.Maps, 2 * c.Maps), LeakyReLU(0.2),                         // [B, 2M, S/2, S/2]
        Conv2d(2 * c.Maps, 2 * c.Maps, 3, padding: 1), LeakyReLU(0.2),
        Flatten(), Linear(2 * c.Maps * c.Side * c.Side / 4, 4 * c.Maps), LeakyReLU(0.2));

    private readonly Linear unconditional = Linear(4 * c.Maps, 1);
    private readonly Embedding classEmbedding = Embedding(c.Classes, 4 * c.Maps);

    /// <summary>Its shape.</summary>
    public ProjectionGanConfig Config => c;

    /// <summary>Is it real, and of this class?</summary>
    /// <param name="x">Pictures in [0, 1], shape [B, C, S, S].</param>
    /// <param name="y">Classes, int64, shape [B].</param>
    /// <returns>A logit each, above 0: real; shape [B].</returns>
    public override Tensor forward(Tensor x, Tensor y)
    {
        x.Require(nameof(ProjectionDiscriminator), -1, c.Channels, c.Side, c.Side);
        var features = trunk.call(2 * x - 1);                                     // [B, 4M]
        return unconditional.call(features).squeeze(1) + (classEmbedding.call(y) * features).sum(1);
    }
}
