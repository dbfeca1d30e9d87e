using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace GenAI.Kit.Adversarial;

/// <summary>
/// The relativistic game: the discriminator judges pairs, one real and one generated: which is the real one? A score
/// counts only beside another, so a generated example must come close to real ones everywhere: no kind of them can be
/// left out.
/// </summary>
/// <remarks>Jolicoeur-Martineau 2018, arXiv:1807.00734, §4.1; with R1 a simple and stable game: Huang et al. 2024,
/// arXiv:2501.05441. Lessons 3.1 and 3.2.</remarks>
public static class RelativisticGan
{
    /// <summary>−log sigmoid(D(x) − D(G(z))), the mean over pairs, in nats; log 2 where nothing can be told apart.
    /// </summary>
    /// <param name="onReal">Logits of real examples, shape [B] or [B, 1].</param>
    /// <param name="onFake">Logits of as many generated ones.</param>
    public static Tensor DiscriminatorLoss(Tensor onReal, Tensor onFake) => softplus(onFake - onReal).mean();

    /// <summary>The same with the roles exchanged.</summary>
    /// <inheritdoc cref="DiscriminatorLoss"/>
    public static Tensor GeneratorLoss(Tensor onReal, Tensor onFake) => softplus(onReal - onFake).mean();
}
