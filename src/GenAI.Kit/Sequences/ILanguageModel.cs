using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Sequences;

/// <summary>p(text) as a product: the distribution of each token given those before it. Lessons 4.1 and
/// 4.3.</summary>
public interface ILanguageModel
{
    /// <summary>What comes next, at all places at once.</summary>
    /// <param name="tokens">int64, shape [B, T].</param>
    /// <returns>Logits of the token after each: shape [B, T, V].</returns>
    Tensor call(Tensor tokens);
}

/// <summary>Something that is asked for one next token after another: a language model, or a
/// <see cref="Transformer"/> that has read its source. <see cref="Decoding.Write"/> and <see cref="BeamSearch"/> take
/// any.</summary>
public interface INextToken
{
    /// <summary>What may come next.</summary>
    /// <param name="written">int64, shape [B, T].</param>
    /// <returns>Logits, shape [B, V].</returns>
    Tensor Next(Tensor written);

    /// <summary>The same for several continuations of each row, one after the other.</summary>
    /// <param name="times">How many.</param>
    INextToken Repeat(int times);

    /// <summary>The model that is asked: it is put into evaluation mode meanwhile.</summary>
    nn.Module Model { get; }
}

/// <summary>What every language model can do.</summary>
public static class LanguageModel
{
    /// <summary>−log p(next token), the mean over all that there are, in nats per token.</summary>
    /// <param name="model">The language model.</param>
    /// <param name="x">Tokens read, int64, shape [B, T].</param>
    /// <param name="y">Those that come next, int64, shape [B, T]; <see cref="NextToken.Ignored"/> where nothing
    /// does.</param>
    public static Tensor Loss(this ILanguageModel model, Tensor x, Tensor y) => NextToken.Loss(model.call(x), y);

    /// <summary>Goes on with texts, token after token: each time all so far is read anew.</summary>
    /// <param name="model">A language model that is a module, as those of the kit are.</param>
    /// <param name="start">What each row begins with, int64, shape [B, T].</param>
    /// <inheritdoc cref="Decoding.Write"/>
    public static Tensor Sample(this ILanguageModel model, Tensor start, int count, Func<Tensor, Tensor>? draw = null,
        Action<int, Tensor>? watch = null, CancellationToken cancellation = default) =>
        Decoding.Write(model.AsNextToken(), start, count, draw, watch: watch, cancellation: cancellation);

    /// <summary>The model as beam search and its like ask it.</summary>
    /// <param name="model">A language model that is a module, as those of the kit are.</param>
    /// <exception cref="ArgumentException">The model is no module.</exception>
    public static INextToken AsNextToken(this ILanguageModel model) => model is nn.Module module
        ? new Asked(module, model)
        : throw new ArgumentException($"{model.GetType().Name} is no nn.Module.");

    private sealed record Asked(nn.Module Model, ILanguageModel Says) : INextToken
    {
        public Tensor Next(Tensor written) => Says.call(written)[.., -1];

        public INextToken Repeat(int times) => this;
    }
}
