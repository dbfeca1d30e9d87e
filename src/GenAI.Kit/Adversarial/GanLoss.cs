using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace GenAI.Kit.Adversarial;

/// <summary>
/// The game that a generator and a discriminator play: what each makes small. The discriminator's answers are logits,
/// or scores without limits, of shape [B] or [B, 1]; each loss is a mean over examples.
/// </summary>
/// <remarks>Lessons 3.1 and 3.2.</remarks>
/// <param name="Name">What it is called.</param>
/// <param name="Discriminator">Its loss, from its answers on real and on generated examples.</param>
/// <param name="Generator">The generator's, from the same two.</param>
public sealed record GanLoss(
    string Name, Func<Tensor, Tensor, Tensor> Discriminator, Func<Tensor, Tensor, Tensor> Generator)
{
    /// <summary>The game as it is used: −log D(x) − log(1 − D(G(z))) against −log D(G(z)), in nats, with D the
    /// sigmoid of the logit. The generator's gradient is largest where the discriminator is sure. Where nothing can
    /// be told apart they are 2 log 2 and log 2.</summary>
    /// <remarks>Goodfellow et al. 2014, arXiv:1406.2661, eq. 1 and §3.</remarks>
    public static GanLoss NonSaturating { get; } = new("non-saturating", CrossEntropy,
        (_, onFake) => softplus(-onFake).mean());

    /// <summary>The game as eq. 1 has it: the generator makes log(1 − D(G(z))) small, whose gradient dies where the
    /// discriminator is sure.</summary>
    /// <remarks>Goodfellow et al. 2014, arXiv:1406.2661, eq. 1.</remarks>
    public static GanLoss Saturating { get; } = new("saturating", CrossEntropy,
        (_, onFake) => -softplus(onFake).mean());

    /// <summary>
    /// The discriminator judges pairs, one real and one generated: which is the real one? −log sigmoid(D(x) −
    /// D(G(z))), and the same with the roles exchanged; log 2 where nothing can be told apart. A score counts only
    /// beside another, so a generated example must come close to real ones everywhere: no kind of them can be left
    /// out. </summary>
    /// <remarks>Jolicoeur-Martineau 2018, arXiv:1807.00734, §4.1; with R1 a simple and stable game: Huang et al.
    /// 2024, arXiv:2501.05441.</remarks>
    public static GanLoss Relativistic { get; } = new("relativistic",
        (onReal, onFake) => softplus(onFake - onReal).mean(), (onReal, onFake) => softplus(onReal - onFake).mean());

    /// <summary>
    /// A critic gives scores, high for real, low for generated, and makes the gap of the means large: its loss is
    /// that gap's negative. If it climbs nowhere faster than a slope of 1, the gap is at most the Wasserstein
    /// distance. </summary>
    /// <remarks>Arjovsky, Chintala and Bottou 2017, arXiv:1701.07875, eq. 2. Hold the slope by
    /// <see cref="WeightClipping"/> or <see cref="GradientPenalty"/>.</remarks>
    public static GanLoss Wasserstein { get; } = new("Wasserstein",
        (onReal, onFake) => onFake.mean() - onReal.mean(), (_, onFake) => -onFake.mean());

    private static Tensor CrossEntropy(Tensor onReal, Tensor onFake) =>
        softplus(-onReal).mean() + softplus(onFake).mean();
}
