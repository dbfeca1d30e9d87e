using GenAI.Kit.Data;
using GenAI.Kit.Sequences;
using GenAI.Kit.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Benchmarks;

/// <summary>Lesson 4.3: 4 layers, 4 heads, 128 channels, context 64, batch 12, AdamW; and 256 tokens from a model of
/// context 256.</summary>
internal sealed class GptPair : IPair
{
    public const int Batch = 12, Tokens = 256;

    public string Name => "gpt";

    public static GptConfig Shape { get; } = new(Tokens: 82);

    public Parcel Pack()
    {
        var (model, roomy) = (Made(Shape), Made(Shape with { Context = Tokens }));
        var (text, start) = (Text()[..(Batch * 65)].reshape(Batch, 65), Text()[..1].unsqueeze(0));
        var parcel = new Parcel().Model("model", model).Model("roomy", roomy);
        parcel.Input("text", text).Input("start", start);
        parcel.Output("logits", Scope.Eval(model, () => model.call(text[.., ..64])));
        parcel.Output("tokens", roomy.Sample(start, Tokens, Decoding.Greedy));
        using var trainer = Trainer(model, 5);
        return parcel.Output("losses", trainer.Fit([text], _ => model.Loss(text)));
    }

    public IEnumerable<Measure> Measures()
    {
        var (model, roomy) = (Made(Shape), Made(Shape with { Context = Tokens }));
        var windows = Text().unfold(0, Shape.Context + 1, 1);
        yield return new("GPT: training step", count =>
        {
            using var trainer = Trainer(model, count);
            trainer.Fit([windows], rows => model.Loss(rows[0]));
        });
        var start = Text()[..1].unsqueeze(0);
        yield return new($"GPT: {Tokens} tokens, cached", count =>
        {
            for (var i = 0; i < count; i++)
                Threads.One(() => roomy.Sample(start, Tokens, Decoding.Greedy)).Dispose();
        });
    }

    /// <summary>Weights three times as large as at the start, so that the likeliest token has a lead.</summary>
    public static Gpt Made(GptConfig shape)
    {
        Seed.Everything(1);
        var model = new Gpt(shape);
        using var _ = no_grad();
        foreach (var p in model.parameters().Where(p => p.dim() == 2)) p.mul_(3);
        return model;
    }

    public static Trainer Trainer(Gpt model, int steps) => new(model, AdamW(model), new(Steps: steps, Batch: Batch,
        ClipNorm: 1, LearningRate: Schedules.Cosine(1e-3, 2000, warmUp: 100, final: 1e-4)));

    public static optim.Optimizer AdamW(nn.Module model) =>
        Optimizers.AdamW(model, beta2: 0.99, decay: 0.1);

    /// <summary>A hundred thousand tokens by a rule that the peer knows too: n² mod 82, and so on.</summary>
    public static Tensor Text()
    {
        var n = arange(100_000, int64);
        return (n * n / 7 + n * 3).remainder(Shape.Tokens).to(int64);
    }
}
