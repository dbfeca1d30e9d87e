using GenAI.Kit.Adversarial;
using GenAI.Kit.Data;
using GenAI.Kit.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Benchmarks;

/// <summary>Lesson 3.2: 16 maps, batch 64, R1 at every fourth step, averaged weights. A step is one of each player.
/// </summary>
internal sealed class DcganPair : IPair
{
    private const int Batch = 64, Every = 4, Pictures = 1000;
    private const double Gamma = 0.5, Rate = 1e-3;

    public string Name => "dcgan";

    public Parcel Pack()
    {
        var (generator, discriminator) = Players();
        var (x, z) = (Datasets.Faces().Train.Pixels[..Batch], generator.Noise(Batch));
        var parcel = new Parcel().Model("generator", generator).Model("discriminator", discriminator);
        parcel.Input("x", x).Input("z", z);
        parcel.Output("fake", Scope.Eval(generator, () => generator.call(z)));
        parcel.Output("logits", Scope.Eval(discriminator, () => discriminator.call(x)));
        Seed.Everything(1);
        // three: in two more, rounding, which differs by processor, grows thirtyfold
        var steps = Play(generator, discriminator, 3, [x], _ => x);
        return parcel.Output("losses", [.. steps.SelectMany(s => s.Losses)]);
    }

    public IEnumerable<Measure> Measures()
    {
        var (generator, discriminator) = Players();
        var faces = Datasets.Faces().Train.Pixels;
        yield return new("DCGAN: training step", count =>
            Play(generator, discriminator, count, [faces], rows => rows[0]));
        yield return new($"DCGAN: {Pictures:N0} samples", count =>
        {
            for (var i = 0; i < count; i++) generator.Sample(Pictures).Dispose();
        });
    }

    public static (DcganGenerator, DcganDiscriminator) Players()
    {
        Seed.Everything(1);
        return (new(new(Maps: 16)), new(new(Maps: 16)));
    }

    public static optim.Optimizer Adam(nn.Module net, double rate) =>
        Optimizers.Adam(net, rate, 0.5, 0.99);

    public static Tensor LossOfDiscriminator(DcganDiscriminator d, Tensor x, Tensor fake, bool penalty)
    {
        var loss = GanLoss.NonSaturating.Discriminator(d.call(x), d.call(fake));
        return penalty ? loss + Every * Gamma / 2 * GradientPenalty.R1(d.call, x) : loss;
    }

    private static IReadOnlyList<GameStep> Play(DcganGenerator g, DcganDiscriminator d, int steps, Tensor[] data,
                                                Func<Tensor[], Tensor> choose)
    {
        using var ofG = Adam(g, Rate);
        using var ofD = Adam(d, 2 * Rate);
        var turn = 0;
        using var game = new Game([
            new("discriminator", d, ofD, rows =>
                LossOfDiscriminator(d, choose(rows), g.call(g.Noise(Batch)).detach(), turn++ % Every == 0)),
            new("generator", g, ofG, _ => nn.functional.softplus(-d.call(g.call(g.Noise(Batch)))).mean(), EmaDecay: 0.99)],
            new(steps, Batch));
        return game.Fit(data);
    }
}
