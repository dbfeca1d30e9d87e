using GenAI.Kit.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GenAI.Kit.Adversarial;

/// <summary>Shape of a <see cref="PatchDiscriminator"/>.</summary>
/// <param name="Channels">Of what it sees: 3 for a picture in colour, 4 for a drawing and a picture, one on top of
/// the other.</param>
/// <param name="Maps">M, feature maps after the first halving; twice as many after each further one.</param>
/// <param name="Stages">n: how often it halves the side.</param>
public sealed record PatchConfig(int Channels = 3, int Maps = 16, int Stages = 2)
{
    /// <summary>Side of the patch that one answer depends on, in pixels: 16, 34 or 70 for one, two or three
    /// stages.</summary>
    public int Patch => (9 << Stages) - 2;
}

/// <summary>Judges a picture patch by patch: every place of its answer has seen a square of the picture and nothing
/// else. So it knows what is real nearby, and leaves the whole to others.</summary>
/// <remarks>Isola, Zhu, Zhou and Efros 2016, arXiv:1611.07004, §3.2.2. Lesson 3.3. Deviation: no batch normalisation,
/// which a penalty on its slope does not allow.</remarks>
public sealed class PatchDiscriminator(PatchConfig c) : Net<Tensor, Tensor>(nameof(PatchDiscriminator))
{
    private readonly Sequential net = Sequential(
    [
        Resample.Down(c.Channels, c.Maps), LeakyReLU(0.2),                        // [B, M, S/2, S/2]
        .. Enumerable.Range(1, c.Stages - 1).SelectMany(k => Stage(c.Maps << (k - 1), c.Maps << k)),
        Conv2d(c.Maps << (c.Stages - 1), c.Maps << c.Stages, 4, padding: 1), LeakyReLU(0.2),
        Conv2d(c.Maps << c.Stages, 1, 4, padding: 1),                             // [B, 1, S/2ⁿ − 2, S/2ⁿ − 2]
    ]);

    /// <summary>Its shape.</summary>
    public PatchConfig Config => c;

    /// <summary>Which patches are real?</summary>
    /// <param name="x">Pictures in [0, 1], shape [B, C, S, S].</param>
    /// <returns>A logit for each patch, above 0: real; shape [B, S/2ⁿ − 2, S/2ⁿ − 2].</returns>
    public override Tensor forward(Tensor x) =>
        net.call(2 * x.Require(nameof(PatchDiscriminator), -1, c.Channels, -1, -1) - 1).squeeze(1);

    /// <summary>The price of its slope at real pictures, for each patch: |∇ Σ logits|² over the number of patches, a
    /// mean over pictures. To be weighted by γ/2.</summary>
    /// <remarks>R1 of Mescheder et al. 2018, arXiv:1801.04406, eq. 9, as if patches did not overlap.</remarks>
    /// <param name="real">Shape [B, C, S, S].</param>
    public Tensor Penalty(Tensor real)
    {
        var patches = (real.shape[2] / (1 << c.Stages) - 2) * (real.shape[3] / (1 << c.Stages) - 2);
        return GradientPenalty.R1(x => call(x).sum([1, 2]), real) / patches;
    }

    private static nn.Module<Tensor, Tensor>[] Stage(int from, int to) => [Resample.Down(from, to), LeakyReLU(0.2)];
}
