using GenAI.Kit.Metrics;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GenAI.Kit.Classifiers;

/// <summary>Shape of a <see cref="FaceAttributeNet"/>.</summary>
/// <param name="Size">Side of the pictures, a multiple of 2 to the power of the stages.</param>
/// <param name="Width">Feature maps at full size; twice as many in each stage below.</param>
/// <param name="Features">Numbers that the heads read.</param>
/// <param name="Stages">Convolutions; after each the side is halved.</param>
/// <param name="Values">How many values each attribute has; null: those of <see cref="FaceAttributes"/>.</param>
public sealed record FaceAttributeNetConfig(int Size = 16, int Width = 32, int Features = 64, int Stages = 2,
                                            int[]? Values = null);

/// <summary>
/// Sees in a drawn face all of its attributes at once, those of <see cref="FaceAttributes"/> or
/// <see cref="PortraitAttributes"/>: one convolutional trunk, one linear head for each attribute. It judges the faces
/// that later lessons generate, and its features are the ruler of their Fréchet distances.
/// </summary>
/// <remarks>
/// Caruana 1997, "Multitask Learning"; batch normalization of Ioffe and Szegedy 2015, arXiv:1502.03167. Lesson 1.3.
/// </remarks>
public sealed class FaceAttributeNet(FaceAttributeNetConfig c) : Net<Tensor, Tensor>(nameof(FaceAttributeNet)),
    IFeatureExtractor
{
    private readonly Sequential trunk = Sequential(
    [
        .. Enumerable.Range(0, c.Stages).SelectMany(k => Stage(k == 0 ? 3 : c.Width << (k - 1), c.Width << k)),
        Flatten(),
        Linear((c.Width << (c.Stages - 1)) * (c.Size >> c.Stages) * (c.Size >> c.Stages), c.Features), ReLU(),
    ]);

    private readonly Linear heads = Linear(c.Features, Widths(c).Sum());
    private readonly long[] widths = Widths(c);

    // At a time, without gradients: as many pixels as 500 pictures of 16×16 have.
    private int Rows => Math.Max(1, 128_000 / (c.Size * c.Size));

    /// <summary>With the shipped weights: the course's ruler for faces. `genai train 1.3` makes them.</summary>
    public static FaceAttributeNet Pretrained() => Kit.Pretrained.Load<FaceAttributeNet>("1.3-faces");

    /// <summary>The same for portraits.</summary>
    public static FaceAttributeNet OfPortraits() => Kit.Pretrained.Load<FaceAttributeNet>("1.3-portraits");

    /// <summary>Its shape.</summary>
    public FaceAttributeNetConfig Config => c;

    /// <summary>What each face may show.</summary>
    /// <param name="x">Faces in [0, 1], shape [B, 3, size, size].</param>
    /// <returns>The logits of all attributes side by side, shape [B, sum of values].</returns>
    public override Tensor forward(Tensor x) =>
        heads.call(trunk.call(x.Require(nameof(FaceAttributeNet), -1, 3, c.Size, c.Size)));

    /// <summary>Cross-entropy in nats per face, summed over the attributes; hidden ones count nothing.</summary>
    /// <param name="x">Faces, shape [B, 3, size, size].</param>
    /// <param name="labels">Such as <see cref="FaceAttributes.Labels"/>, shape [B, A].</param>
    public Tensor Loss(Tensor x, Tensor labels)
    {
        var losses = call(x).split(widths, dim: 1).Select((logits, a) =>          // [B, values of a]
            functional.cross_entropy(
                logits, labels[.., a], ignore_index: FaceAttributes.Hidden, reduction: Reduction.Sum));
        return losses.Aggregate((sum, loss) => sum + loss) / x.shape[0];
    }

    /// <summary>The features that the heads read, as Fréchet distance and its like want them.</summary>
    /// <param name="x">Faces in [0, 1], shape [N, 3, size, size], any number of them.</param>
    /// <returns>At least 0, shape [N, features]; no gradient.</returns>
    public Tensor Features(Tensor x) => Scope.Eval(this, () => Scope.Map(x, Rows, trunk.call));

    /// <summary>The most probable value of each attribute: int64, shape [N, A].</summary>
    /// <param name="x">Faces in [0, 1], shape [N, 3, size, size], any number of them.</param>
    public Tensor Predict(Tensor x) => Scope.Eval(this, () => Scope.Map(x, Rows, part =>
        stack([.. call(part).split(widths, dim: 1).Select(logits => logits.argmax(1))], dim: 1)));

    /// <summary>
    /// For each attribute: of the faces of each value the share that is recognized, averaged over the values. In
    /// [0, 1]; always guessing the commonest gives 1 / values, however rare the others are.
    /// </summary>
    /// <param name="x">Faces, shape [N, 3, size, size].</param>
    /// <param name="labels">Such as <see cref="FaceAttributes.Labels"/>, shape [N, A].</param>
    public double[] BalancedAccuracy(Tensor x, Tensor labels)
    {
        using var _ = NewDisposeScope();
        var right = Predict(x).eq(labels).to(float64);                            // [N, A]
        return [.. widths.Select((values, a) => Enumerable.Range(0, (int)values)
            .Select(value => right[.., a][labels[.., a].eq(value)])
            .Where(of => of.shape[0] > 0)
            .Average(of => of.mean().item<double>()))];
    }

    private static nn.Module<Tensor, Tensor>[] Stage(int from, int to) =>   // [B, from, S, S] → [B, to, S/2, S/2]
        [Conv2d(from, to, 3, padding: 1, bias: false), BatchNorm2d(to), ReLU(), MaxPool2d(2)];

    private static long[] Widths(FaceAttributeNetConfig c) => [.. c.Values?.Select(values => (long)values)
        ?? FaceAttributes.All.Select(attribute => (long)attribute.Values.Length)];
}
