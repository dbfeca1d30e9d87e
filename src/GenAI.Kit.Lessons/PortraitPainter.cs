using GenAI.Kit.Autoencoders;
using GenAI.Kit.Data;
using GenAI.Kit.Diffusion;
using GenAI.Kit.Multimodal;
using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Lessons;

/// <summary>Draws portraits after sentences, with the shipped networks of lesson 5.4.</summary>
public sealed class PortraitPainter : IDisposable
{
    private const int AtATime = 8;                                    // more take memory and are no faster
    private readonly SpatialVae decoder = Pretrained.Load<SpatialVae>("5.4-decoder");
    private readonly TextDit network = Pretrained.Load<TextDit>("5.4-painter");
    private readonly Tensor centre, size;                             // of each channel of the codes, [1, C, 1, 1]

    /// <summary>Loads them.</summary>
    /// <exception cref="IOException">Weights are missing.</exception>
    public PortraitPainter()
    {
        using var scope = NewDisposeScope();
        var scale = Pretrained.Table("5.4-scale").Table;
        Tensor Column(string name) => tensor(scale.Numbers(name)).to(float32).view(1, -1, 1, 1);
        centre = Column("mean").DetachFromDisposeScope();
        size = Column("deviation").DetachFromDisposeScope();
    }

    /// <summary>Portraits of one sentence; what it leaves open differs.</summary>
    /// <param name="sentence">In the words of <see cref="PortraitCaptions"/>.</param>
    /// <param name="count">How many, 1 or more.</param>
    /// <param name="seed">The same, the same portraits.</param>
    /// <param name="weight">Of guidance. 1: as the network says; 0: as if only `avoid` were asked; above 1: away from
    /// it.</param>
    /// <param name="steps">Of DDIM, 1 to 1,000.</param>
    /// <param name="avoid">A sentence to stay away from, where the weight is above 1; empty: none.</param>
    /// <param name="cancellation">Asked before each step.</param>
    /// <returns>In [0, 1], shape [count, 3, 64, 64].</returns>
    /// <exception cref="ArgumentOutOfRangeException">Steps not within 1 … 1,000, or a count below 1.</exception>
    /// <exception cref="ArgumentException">A word that the reader doesn't know: see
    /// <see cref="PortraitCaptions.Read"/>.</exception>
    public Tensor Draw(string sentence, int count, long seed = 1, double weight = 2.5, int steps = 25,
        string avoid = "", CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        using var scope = NewDisposeScope();
        using var dice = Seed.Generator(seed);
        var image = network.Config.Image;
        var noise = randn([count, image.Channels, image.Side, image.Side], generator: dice, device: CPU)
            .to(network.Device());
        var both = Scope.Eval(network, () => network.Condition(PortraitCaptions.Encode([sentence, avoid])));
        var model = new Ddpm(network, NoiseSchedule.Cosine(), Prediction.Velocity);
        var drawn = Scope.Map(noise, AtATime, x =>
        {
            Tensor Each(int row) => both[row..(row + 1)].expand(x.shape[0], -1, -1);
            var codes = Ddim.Sample(model.Given(Each(0), weight, Each(1)), x, steps, cancellation: cancellation);
            return Scope.Eval(decoder, () => decoder.Decode(codes * size + centre)).clamp(0, 1);
        });
        return scope.MoveToOuter(drawn);
    }

    /// <summary>Says which two facts none of the kit's portraits shows together: what is drawn of them is a mixture.
    /// </summary>
    /// <param name="facts">Attribute and value, of <see cref="PortraitCaptions.Read"/>.</param>
    /// <returns>A sentence; null: any two stand together somewhere.</returns>
    public static string? NeverTogether(IReadOnlyDictionary<string, string> facts)
    {
        var people = PortraitCaptions.Facts(
            TextTable.Read(Path.Combine(KitFolder.Data(), "portraits", "portraits.tsv.gz")));
        var pairs = from one in facts.Index() from other in facts.Skip(one.Index + 1) select (one.Item, other);
        foreach (var (a, b) in pairs)
            if (!people.Any(all => all.Contains(a) && all.Contains(b)))
                return $"None of the {people.Length} portraits has {a.Key}: {a.Value} with {b.Key}: {b.Value}; "
                    + "expect a mixture.";
        return null;
    }

    /// <summary>Frees the networks.</summary>
    public void Dispose()
    {
        decoder.Dispose();
        network.Dispose();
        centre.Dispose();
        size.Dispose();
    }
}
