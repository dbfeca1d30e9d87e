using GenAI.Kit.Metrics;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GenAI.Kit.Classifiers;

/// <summary>Shape of a <see cref="SmallCnn"/>; as given it has 79,426 weights and 96 features.</summary>
/// <param name="Channels">Of the pictures.</param>
/// <param name="Classes">K.</param>
/// <param name="Width">Feature maps at full size; twice and four times as many below.</param>
public sealed record SmallCnnConfig(int Channels = 1, int Classes = 10, int Width = 24);

/// <summary>
/// A small convolutional net, the discriminative model p(class | picture) of the course. Its last layer but one is
/// the ruler of every later lesson: Fréchet distances on Fashion-MNIST are measured in these features.
/// </summary>
/// <remarks>
/// LeCun et al. 1998, "Gradient-based learning applied to document recognition", in the manner of Simonyan and
/// Zisserman 2014, arXiv:1409.1556 (pairs of 3×3 convolutions, then half the size and twice the channels), with batch
/// normalization (Ioffe and Szegedy 2015, arXiv:1502.03167). Lesson 1.3.
/// </remarks>
public sealed class SmallCnn(SmallCnnConfig c) : Net<Tensor, Tensor>(nameof(SmallCnn)), IClassifier,
    IFeatureExtractor
{
    private readonly Sequential large = Sequential(Block(c.Channels, c.Width), Block(c.Width, c.Width));
    private readonly Sequential medium = Sequential(Block(c.Width, 2 * c.Width), Block(2 * c.Width, 2 * c.Width));
    private readonly Sequential small = Block(2 * c.Width, 4 * c.Width);
    private readonly Linear output = Linear(4 * c.Width, c.Classes);

    /// <summary>With the shipped weights, trained on all 60,000 training pictures of Fashion-MNIST: the course's
    /// ruler for clothes. `genai train 1.3` makes them.</summary>
    public static SmallCnn Pretrained() => Kit.Pretrained.Load<SmallCnn>("1.3-fashion");

    /// <summary>Its shape.</summary>
    public SmallCnnConfig Config => c;

    /// <summary>What each picture may show.</summary>
    /// <param name="x">Pictures in [0, 1], shape [B, C, H, W]; H and W at least 4.</param>
    /// <returns>Logits, shape [B, K].</returns>
    public override Tensor forward(Tensor x) => output.call(Embed(x));

    /// <summary>Cross-entropy −log p(class | picture), the mean over pictures, in nats.</summary>
    /// <param name="x">Pictures in [0, 1], shape [B, C, H, W].</param>
    /// <param name="y">Classes, int64, shape [B].</param>
    public Tensor Loss(Tensor x, Tensor y) => functional.cross_entropy(call(x), y);

    /// <summary>The features that the last layer reads, as Fréchet distance and its like want them.</summary>
    /// <param name="x">Pictures in [0, 1], shape [N, C, H, W], any number of them.</param>
    /// <returns>At least 0, shape [N, 4 × width]; no gradient.</returns>
    public Tensor Features(Tensor x) => Scope.Eval(this, () => Scope.Map(x, 250, Embed));

    /// <summary>p(class | picture).</summary>
    /// <param name="x">Pictures in [0, 1], shape [N, C, H, W], any number of them.</param>
    /// <returns>float64, shape [N, K]; each row sums to 1.</returns>
    public Tensor Posterior(Tensor x) => Scope.Eval(this, () =>
        Scope.Map(x, 250, part => functional.softmax(call(part).to(float64), dim: 1)));

    private Tensor Embed(Tensor x)
    {
        x.Require(nameof(SmallCnn), -1, c.Channels, -1, -1);
        var h = functional.max_pool2d(large.call(x), 2);                          // [B, W, 14, 14]
        h = functional.max_pool2d(medium.call(h), 2);                             // [B, 2W, 7, 7]
        return small.call(h).mean([2L, 3L]);                                      // over all places   [B, 4W]
    }

    private static Sequential Block(int from, int to) =>
        Sequential(Conv2d(from, to, 3, padding: 1, bias: false), BatchNorm2d(to), ReLU());
}
