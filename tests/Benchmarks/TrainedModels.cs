using GenAI.Kit.Adversarial;
using GenAI.Kit.Autoencoders;
using GenAI.Kit.Classifiers;
using GenAI.Kit.Diffusion;
using GenAI.Kit.Sequences;
using static TorchSharp.torch;

namespace GenAI.Kit.Benchmarks;

/// <summary>Every model of the kit that is trained by steps: the real class in a small configuration, on 32 rows of
/// noise in batches of 8.</summary>
internal static class TrainedModels
{
    private static readonly NoiseSchedule Noises = NoiseSchedule.Linear();
    private static readonly int[] Values = [2, 3];

    public static (string Name, Func<Training> Make)[] All { get; } =
    [
        ("Mlp", () => Labelled(new Mlp(new()), randn(32, 2), (m, x, y) => m.Loss(x, y))),
        ("SmallCnn", () => Labelled(new SmallCnn(new(Classes: 2, Width: 3)), Pictures(1), (m, x, y) => m.Loss(x, y))),
        ("FaceAttributeNet", FaceNet),
        ("LinearAutoencoder", () => Alone(new LinearAutoencoder(new(8, 1, 4)), Pictures(1), (m, x) => m.Loss(x))),
        ("Autoencoder", () => Alone(new Autoencoder(new(8, 3, 4, 4)), Pictures(3), (m, x) => m.Loss(x))),
        ("DenoisingAutoencoder", () => Alone(new DenoisingAutoencoder(new(3, 4)), Pictures(3), (m, x) => m.Loss(x))),
        ("Vae", () => Alone(new Vae(new(8, 1, 32, 4)), Pictures(1), (m, x) => m.Loss(x))),
        ("ConditionalVae", () =>
            Labelled(new ConditionalVae(new(8, 1, 2, 32, 4)), Pictures(1), (m, x, y) => m.Loss(x, y))),
        ("ConvVae", () => Alone(new ConvVae(new(8, 3, 4, 4, 16)), Pictures(3), (m, x) => m.Loss(x))),
        ("PixelVae", () => Alone(new PixelVae(new(8, 4, 3)), Pictures(1), (m, x) => m.Loss(x))),
        ("SpatialVae", () => Alone(new SpatialVae(new(3, 2, 8)), Pictures(3), (m, x) => m.Loss(x))),
        ("VqVae", () => Alone(new VqVae(new(8, 3, 4, 6, 3)), Pictures(3), (m, x) => m.Loss(x))),
        ("PixelCnnPrior", () => Alone(new PixelCnnPrior(new(4, 5, 8, 2)), Tokens(5, 4, 4), (m, x) => m.Loss(x))),
        ("PointGenerator, PointDiscriminator", Points),
        ("DcganGenerator, DcganDiscriminator", Faces),
        ("ConditionalGenerator, ProjectionDiscriminator", Clothes),
        ("BigramNet", () => Next(new BigramNet(new(5)))),
        ("MlpLanguageModel", () => Next(new MlpLanguageModel(new(5, 3, 4, 16)))),
        ("RecurrentLanguageModel: RNN", () => Next(new RecurrentLanguageModel(new(5, 4, 16, Gated: false)))),
        ("RecurrentLanguageModel: GRU", () => Next(new RecurrentLanguageModel(new(5, 4, 16)))),
        ("CausalConvNet", () => Next(new CausalConvNet(new(5, 8, 2)))),
        ("Transformer", Translator),
        ("Gpt", () => Alone(new Gpt(new(7, 8, 2, 2, 8)), Tokens(7, 9), (m, x) => m.Loss(x))),
        ("score by an Mlp", Score),
        ("UNet in Ddpm", () => Alone(new UNet(new(3, 8, 16)), Pictures(3), (m, x) => new Ddpm(m, Noises).Loss(x))),
        ("UNet with labels", () => Asked(new UNet(new(3, 8, 16, Values)))),
        ("Dit with labels", () => Asked(new Dit(new(8, 3, 2, 16, 2, 2, Values)))),
    ];

    private static Tensor Pictures(int channels) => rand(32, channels, 8, 8);

    private static Tensor Tokens(int kinds, params long[] shape) => randint(0, kinds, [32, .. shape], int64);

    private static Training Alone<T>(T model, Tensor x, Func<T, Tensor, Tensor> loss) where T : nn.Module =>
        Training.Of(model, [x], rows => loss(model, rows[0]));

    private static Training Labelled<T>(T model, Tensor x, Func<T, Tensor, Tensor, Tensor> loss)
        where T : nn.Module => Training.Of(model, [x, Tokens(2)], rows => loss(model, rows[0], rows[1]));

    private static Training Next<T>(T model) where T : nn.Module<Tensor, Tensor> =>
        Training.Of(model, [Tokens(5, 6), Tokens(5, 6)], rows => NextToken.Loss(model.call(rows[0]), rows[1]));

    private static Training Asked(nn.Module<Tensor, Tensor, Tensor?, Tensor> model) =>
        Training.Of(model, [Pictures(3), Tokens(2, 2)], rows =>
            new Ddpm(model, Noises).Given(ClassifierFreeGuidance.DropLabels(rows[1])).Loss(rows[0]));

    private static Training FaceNet()
    {
        var net = new FaceAttributeNet(new(8, 4, 16));
        Tensor[] data = [Pictures(3), Tokens(2, FaceAttributes.All.Count)];
        return Training.Of(net, data, rows => net.Loss(rows[0], rows[1]));
    }

    private static Training Translator()
    {
        var model = new Transformer(new(9, 9, 16, 2, 1, 32));
        return Training.Of(model, [Tokens(9, 5), Tokens(9, 6)], rows => model.Loss(rows[0], rows[1]));
    }

    private static Training Score()
    {
        var net = nn.Sequential(nn.Linear(3, 16), nn.SiLU(), nn.Linear(16, 2));
        Tensor Of(Tensor x, Tensor sigma) => net.call(cat([x, sigma.unsqueeze(1)], 1)) / sigma.unsqueeze(1);
        return Training.Of(net, [randn(32, 2)], rows => ScoreMatching.Loss(Of, rows[0], 0.1 + rand(8)));
    }

    private static Training Points()
    {
        var (g, d) = (new PointGenerator(new(Hidden: 16)), new PointDiscriminator(new(Hidden: 16)));
        return Training.OfTwo(g, d, [randn(32, 2)],
            rows => GanLoss.Wasserstein.Discriminator(d.call(rows[0]), d.call(Made().detach()))
                + GradientPenalty.Between(d.call, rows[0], Made().detach()),
            rows => GanLoss.Wasserstein.Generator(d.call(rows[0]), d.call(Made())));

        Tensor Made() => g.call(g.Noise(8));
    }

    private static Training Faces()
    {
        var (g, d) = (new DcganGenerator(new(8, 3, 6, 4)), new DcganDiscriminator(new(8, 3, 6, 4)));
        return Training.OfTwo(g, d, [Pictures(3)],
            rows => GanLoss.NonSaturating.Discriminator(d.call(rows[0]), d.call(g.call(g.Noise(8)).detach()))
                + GradientPenalty.R1(d.call, rows[0]),
            rows => GanLoss.NonSaturating.Generator(d.call(rows[0]), d.call(g.call(g.Noise(8)))));
    }

    private static Training Clothes()
    {
        var shape = new ProjectionGanConfig(8, 1, 2, 6, 4);
        var (g, d) = (new ConditionalGenerator(shape), new ProjectionDiscriminator(shape));
        return Training.OfTwo(g, d, [Pictures(1), Tokens(2)],
            rows => GanLoss.NonSaturating.Discriminator(d.call(rows[0], rows[1]), d.call(Made(rows[1]).detach(), rows[1])),
            rows => GanLoss.NonSaturating.Generator(d.call(rows[0], rows[1]), d.call(Made(rows[1]), rows[1])));

        Tensor Made(Tensor y) => g.call(g.Noise(8), y);
    }
}
