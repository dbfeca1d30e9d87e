using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GenAI.Kit.Multimodal;

/// <summary>Shape of a <see cref="ContrastiveModel"/>.</summary>
/// <param name="Vision">Of the tower that looks.</param>
/// <param name="Text">Of the tower that reads.</param>
/// <param name="Channels">Of the space in which both meet.</param>
/// <param name="Sigmoid">SigLIP's loss, else CLIP's.</param>
public sealed record ContrastiveModelConfig(
    VisionTransformerConfig Vision, TextEncoderConfig Text, int Channels = 64, bool Sigmoid = true);

/// <summary>Two towers, one for pictures and one for sentences, and one space: what belongs together lies
/// together.</summary>
/// <remarks>Radford et al. 2021, arXiv:2103.00020 (CLIP); Zhai et al. 2023, arXiv:2303.15343 (SigLIP). Lesson 4.4.
/// Deviations from CLIP: the text tower looks both ways and is read by its mean; the scale begins at 10, as SigLIP's,
/// and is not clipped. With CLIP's loss the bias stays 0 and unused.</remarks>
public sealed class ContrastiveModel(ContrastiveModelConfig c) : Net<Tensor, Tensor, Tensor>(nameof(ContrastiveModel))
{
    private readonly VisionTransformer vision = new(c.Vision);
    private readonly TextEncoder text = new(c.Text);
    private readonly Linear visionProjection = Linear(c.Vision.Width, c.Channels, hasBias: false);
    private readonly Linear textProjection = Linear(c.Text.Width, c.Channels, hasBias: false);
    // SigLIP, algorithm 1: t′ = log 10, b = −10.
    private readonly Parameter logScale = Parameter(tensor((float)Math.Log(10)));
    private readonly Parameter bias = Parameter(tensor(c.Sigmoid ? -10f : 0));

    /// <summary>Its shape.</summary>
    public ContrastiveModelConfig Config => c;

    /// <summary>The tower that looks.</summary>
    public VisionTransformer Vision => vision;

    /// <summary>The tower that reads.</summary>
    public TextEncoder Text => text;

    /// <summary>Pictures as points on the sphere, differentiable.</summary>
    /// <param name="x">In [0, 1], shape [B, C, S, S].</param>
    /// <returns>Of length 1, shape [B, channels].</returns>
    public Tensor EncodeImage(Tensor x) => Pool(vision.call(x));

    /// <summary>The same from the patches that <see cref="Vision"/> made of them.</summary>
    /// <param name="memory">Shape [B, T, W].</param>
    public Tensor Pool(Tensor memory) => Unit(visionProjection.call(memory.mean([1])));

    /// <summary>Sentences as points on the sphere, differentiable.</summary>
    /// <param name="tokens">int64, shape [B, L], padded with 0.</param>
    /// <returns>Of length 1, shape [B, channels].</returns>
    public Tensor EncodeText(Tensor tokens) => Unit(textProjection.call(text.Pooled(tokens)));

    /// <summary>How well each picture and each sentence belong together: the cosine of their points, times a learned
    /// scale, plus, for SigLIP's loss, a learned bias.</summary>
    /// <param name="x">Pictures in [0, 1], shape [B, C, S, S].</param>
    /// <param name="tokens">int64, shape [K, L], padded with 0.</param>
    /// <returns>Logits, shape [B, K].</returns>
    public override Tensor forward(Tensor x, Tensor tokens)
    {
        x.Require(nameof(ContrastiveModel), -1, c.Vision.Channels, c.Vision.Side, c.Vision.Side);
        return Logits(EncodeImage(x), EncodeText(tokens.Require(nameof(ContrastiveModel), -1, -1)));
    }

    /// <summary>The same from points.</summary>
    /// <param name="images">Of <see cref="EncodeImage"/>, shape [B, channels].</param>
    /// <param name="texts">Of <see cref="EncodeText"/>, shape [K, channels].</param>
    public Tensor Logits(Tensor images, Tensor texts)
    {
        var logits = logScale.exp() * images.matmul(texts.t());
        return c.Sigmoid ? logits + bias : logits;
    }

    /// <summary>How badly pairs are told from others, in nats per picture.</summary>
    /// <param name="x">Pictures in [0, 1], shape [B, C, S, S].</param>
    /// <param name="tokens">A sentence for each, then sentences that belong to none; int64, shape [K, L],
    /// K ≥ B.</param>
    public Tensor Loss(Tensor x, Tensor tokens) => LossOf(call(x, tokens));

    /// <summary>The same from logits, shape [B, K].</summary>
    internal Tensor LossOf(Tensor logits) =>
        c.Sigmoid ? ContrastiveLoss.Sigmoid(logits) : ContrastiveLoss.Softmax(logits);

    private static Tensor Unit(Tensor x) => functional.normalize(x, dim: -1);
}
