using GenAI.Kit.Data;
using GenAI.Kit.Diffusion;
using GenAI.Kit.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Benchmarks;

/// <summary>Lesson 5.2: 428 k weights, batch 64, linear schedule, Adam 2e-3, clipped, averaged weights; and 64 faces
/// by 50 steps of DDIM.</summary>
internal sealed class UNetPair : IPair
{
    public const int Batch = 64, SampleSteps = 50;

    public string Name => "unet";

    public Parcel Pack()
    {
        var (model, pictures) = (Made(), Datasets.Faces().Test.Pixels[..8]);
        var (network, x0) = ((UNet)model.Network, model.ToModel(pictures));
        Seed.Everything(1);
        var (t, noise) = (tensor(new long[] { 1, 5, 20, 100, 300, 500, 800, 1000 }), randn_like(x0));
        var parcel = new Parcel().Model("model", model.Network);
        parcel.Input("x0", x0).Input("t", t).Input("noise", noise);
        parcel.Output("said", Scope.Eval(network, () => network.call(model.AddNoise(x0, t, noise), t)));
        parcel.Output("faces", model.ToModel(Ddim.Sample(model, noise, 5)));
        using var trainer = Trainer(model, 4);
        return parcel.Output("losses", trainer.Fit([pictures], _ => model.Losses(pictures, t, noise).mean()));
    }

    public IEnumerable<Measure> Measures()
    {
        var (model, pictures) = (Made(), Datasets.Faces().Train.Pixels);
        yield return new("U-Net DDPM: training step", count =>
        {
            using var trainer = Trainer(model, count);
            trainer.Fit([pictures], rows => model.Loss(rows[0]));
        });
        Seed.Everything(1);
        var noise = randn(Batch, 3, 16, 16);
        yield return new("U-Net DDPM: 64 faces, 50 steps", count =>
        {
            for (var i = 0; i < count; i++) Ddim.Sample(model, noise, SampleSteps).Dispose();
        });
    }

    public static Trainer Trainer(Ddpm model, int steps) => new(model.Network, Adam(model.Network), new(Steps: steps,
        Batch: Batch, ClipNorm: 1, EmaDecay: 0.998, LearningRate: Schedules.Cosine(2e-3, 1500, warmUp: 100)));

    public static optim.Optimizer Adam(nn.Module network) => Optimizers.Adam(network, 2e-3);

    public static Ddpm Made()
    {
        var network = Pretrained.Load<UNet>("5.2-noise");
        network.train();
        return new(network, NoiseSchedule.Linear(), pictures: [3, 16, 16]);
    }
}
