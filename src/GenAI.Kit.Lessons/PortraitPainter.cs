using GenAI.Kit.Autoencoders;
using GenAI.Kit.Diffusion;
using GenAI.Kit.Multimodal;
using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Lessons;

/// <summary>Draws portraits after sentences, with the shipped networks of lesson 5.4.</summary>
public sealed class PortraitPainter : IDisposable
{
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
        var model = new Ddpm(network, NoiseSchedule.Cosine(), Prediction.Velocity).Given(
            both[..1].expand(count, -1, -1), weight, both[1..].expand(count, -1, -1));
        var codes = Ddim.Sample(model, noise, steps, cancellation: cancellation);
        return scope.MoveToOuter(
            Scope.Eval(decoder, codes * size + centre, decoder.Decode, rows: 50).clamp(0, 1));
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
