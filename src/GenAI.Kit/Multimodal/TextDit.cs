using GenAI.Kit.Diffusion;
using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Multimodal;

/// <summary>Shape of a <see cref="TextDit"/>.</summary>
/// <param name="Image">Of the transformer that paints; its `ContextChannels` are the reader's width.</param>
/// <param name="Text">Of the reader.</param>
public sealed record TextDitConfig(DitConfig Image, TextEncoderConfig Text);

/// <summary>Paints after a sentence: a reader makes a vector for each word, a diffusion transformer looks at them,
/// and both learn as one.</summary>
/// <remarks>Rombach et al. 2021, arXiv:2112.10752, §3.3: reader and denoiser are optimised jointly. Lesson 5.4.
/// Deviation: the denoiser is a transformer (Peebles and Xie 2022, arXiv:2212.09748).</remarks>
public sealed class TextDit(TextDitConfig c) : Net<Tensor, Tensor, Tensor?, Tensor>(nameof(TextDit))
{
    private readonly Dit image = c.Image.ContextChannels == c.Text.Width
        ? new(c.Image)
        : throw new ArgumentException($"The reader's vectors have {c.Text.Width} channels, the painter looks at "
            + $"{c.Image.ContextChannels?.ToString() ?? "none"}.");

    private readonly TextEncoder text = new(c.Text);

    /// <summary>Its shape.</summary>
    public TextDitConfig Config => c;

    /// <summary>The part that paints.</summary>
    public Dit Image => image;

    /// <summary>The part that reads.</summary>
    public TextEncoder Text => text;

    /// <summary>Sentences as the painter reads them, differentiable.</summary>
    /// <param name="tokens">int64, shape [B, L], padded with 0.</param>
    /// <returns>Shape [B, L, W + 1], as of <see cref="TextEncoder.Condition"/>.</returns>
    public Tensor Condition(Tensor tokens) => text.Condition(tokens);

    /// <summary>What the painter says of noisy pictures.</summary>
    /// <param name="x">Noisy pictures or latents, shape [B, C, S, S].</param>
    /// <param name="t">Steps, int64, shape [B].</param>
    /// <param name="condition">Of <see cref="Condition"/>, shape [B, L, W + 1]; null: there is none.</param>
    /// <returns>Shape [B, C, S, S].</returns>
    public override Tensor forward(Tensor x, Tensor t, Tensor? condition) =>
        image.call(x.Require(nameof(TextDit), -1, c.Image.Channels, c.Image.Side, c.Image.Side), t, condition);
}
