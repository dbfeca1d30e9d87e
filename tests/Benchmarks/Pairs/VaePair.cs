using GenAI.Kit.Autoencoders;
using GenAI.Kit.Data;
using GenAI.Kit.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Benchmarks;

/// <summary>Lesson 2.2: 784-400-20, batch 128, Adam 1e-3.</summary>
internal sealed class VaePair : IPair
{
    private const int Batch = 128, Pictures = 1000;

    public string Name => "vae";

    public Parcel Pack()
    {
        var (model, x) = (Shipped(), Datasets.Fashion().Test.Pixels[..Batch]);
        var parcel = new Parcel().Model("model", model).Input("x", x.flatten(1));
        using var _ = no_grad();
        var code = model.Encode(x);
        parcel.Output("mu", code.Mu).Output("logVar", code.LogVar).Output("logits", model.Logits(code.Mu));
        using var __ = enable_grad();
        Seed.Everything(1);
        using var trainer = Trainer(model, 4);
        return parcel.Output("losses", trainer.Fit([x], _ => model.Loss(x)));
    }

    public IEnumerable<Measure> Measures()
    {
        var (model, pictures) = (Shipped(), Datasets.Fashion().Train.Pixels);
        yield return new("VAE: training step", count =>
        {
            using var trainer = Trainer(model, count);
            trainer.Fit([pictures], rows => model.Loss(rows[0]));
        });
        yield return new($"VAE: {Pictures:N0} samples", count =>
        {
            for (var i = 0; i < count; i++) model.Sample(Pictures).Dispose();
        });
    }

    public static Trainer Trainer(Vae model, int steps) => new(model, Optimizers.Adam(model),
        new(Steps: steps, Batch: Batch, LearningRate: Schedules.Constant(1e-3)));

    private static Vae Shipped()
    {
        var model = Pretrained.Load<Vae>("2.2-clothes");
        model.train();
        return model;
    }
}
