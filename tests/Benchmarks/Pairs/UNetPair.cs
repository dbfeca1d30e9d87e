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
        var (model, x0) = (Made(), 2 * Datasets.Faces().Test.Pixels[..8] - 1);
        Seed.Everything(1);
        var (t, noise) = (tensor(new long[] { 1, 5, 20, 100, 300, 500, 800, 1000 }), randn_like(x0));
        var parcel = new Parcel().Model("model", model.Network);
        parcel.Input("x0", x0).Input("t", t).Input("noise", noise);
        parcel.Output("said", Scope.Eval(model.Network, () => model.Network.call(model.AddNoise(x0, t, noise), t)));
        parcel.Output("faces", Ddim.Sample(model, noise, 5));
        using var trainer = Trainer(model, 4);
        return parcel.Output("losses", trainer.Fit([x0], _ => model.Loss(x0, t, noise).mean()));
    }

    public IEnumerable<Measure> Measures()
    {
        var (model, pictures) = (Made(), 2 * Datasets.Faces().Train.Pixels - 1);
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

    public static optim.Optimizer Adam(nn.Module network) => optim.Adam(network.parameters(), 2e-3);

    public static Ddpm Made()
    {
        var network = new UNet(new());
        Shipped.Load("5.2-noise", network);
        return new(network, NoiseSchedule.Linear(), bound: 1);
    }
}
