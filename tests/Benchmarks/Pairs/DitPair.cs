using GenAI.Kit.Classifiers;
using GenAI.Kit.Data;
using GenAI.Kit.Diffusion;
using GenAI.Kit.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Benchmarks;

/// <summary>The diffusion transformer on faces: 64 patches of 2×2, 128 channels, 4 blocks, 4 heads, 8 attributes,
/// batch 64, Adam 1e-3, clipped, averaged weights; and 64 guided faces by 50 steps of DDIM.</summary>
internal sealed class DitPair : IPair
{
    public const int Batch = 64, SampleSteps = 50;
    private const double Guidance = 2;

    private static readonly NoiseSchedule Noises = NoiseSchedule.Linear();

    public string Name => "dit";

    public static DitConfig Shape { get; } =
        new(Side: 16, Channels: 3, Labels: [.. FaceAttributes.All.Select(attribute => attribute.Values.Length)]);

    public Parcel Pack()
    {
        var (network, (faces, labels)) = (Made(), Data());
        var (pictures, y) = (faces[..8], labels[..8]);
        var x0 = 2 * pictures - 1;
        var (t, noise) = (tensor(new long[] { 1, 5, 20, 100, 300, 500, 800, 1000 }), randn_like(x0));
        var parcel = new Parcel().Model("model", network);
        parcel.Input("x0", x0).Input("y", y).Input("t", t).Input("noise", noise);
        parcel.Output("said", Scope.Eval(network, () => network.call(x0, t, y)));
        parcel.Output("faces", 2 * Ddim.Sample(Asked(network, y, Guidance), noise, 5) - 1);
        using var trainer = Trainer(network, 4);
        return parcel.Output("losses", trainer.Fit([pictures], _ => Asked(network, y).Losses(pictures, t, noise).mean()));
    }

    public IEnumerable<Measure> Measures()
    {
        var (network, (faces, labels)) = (Made(), Data());
        yield return new("DiT: training step", count =>
        {
            using var trainer = Trainer(network, count);
            trainer.Fit([faces, labels], rows => Loss(network, rows));
        });
        var noise = randn(Batch, 3, 16, 16);
        yield return new("DiT: 64 guided faces, 50 steps", count =>
        {
            for (var i = 0; i < count; i++)
                Ddim.Sample(Asked(network, labels[..Batch], Guidance), noise, SampleSteps).Dispose();
        });
    }

    public static Tensor Loss(Dit network, Tensor[] rows)
    {
        return Asked(network, ClassifierFreeGuidance.DropLabels(rows[1])).Loss(rows[0]);
    }

    public static Trainer Trainer(Dit network, int steps) => new(network, Adam(network), new(Steps: steps,
        Batch: Batch, ClipNorm: 1, EmaDecay: 0.998, LearningRate: Schedules.Cosine(1e-3, 1500, warmUp: 100)));

    public static optim.Optimizer Adam(nn.Module network) => Optimizers.Adam(network);

    /// <summary>What starts at 0 is moved from there, so that every part counts.</summary>
    public static Dit Made()
    {
        Seed.Everything(1);
        var network = new Dit(Shape);
        using var _ = no_grad();
        foreach (var p in network.parameters()) p.add_(randn_like(p), alpha: 0.02);
        return network;
    }

    public static (Tensor Faces, Tensor Labels) Data()
    {
        var faces = Datasets.Faces().Train;
        return (faces.Pixels, FaceAttributes.Labels(faces.Attributes));
    }

    private static Ddpm Asked(Dit network, Tensor y, double weight = 1) =>
        new Ddpm(network, Noises, pictures: [3, 16, 16]).Given(y, weight);
}
