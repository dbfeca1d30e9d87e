using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace GenAI.Kit.Adversarial;

/// <summary>
/// The game of generative adversarial nets: the discriminator tells real from generated, the generator makes that
/// hard. All losses read the discriminator's answers as logits, [B] or [B, 1]: D(x) = sigmoid(logit).
/// </summary>
/// <remarks>Goodfellow et al. 2014, arXiv:1406.2661. Lesson 3.1.</remarks>
public static class Gan
{
    /// <summary>Cross-entropy of the discriminator, eq. 1 with its sign turned: −log D(x) − log(1 − D(G(z))), each
    /// the mean over its examples, in nats. Where nothing can be told apart it is 2 log 2.</summary>
    /// <param name="onReal">Logits of real examples.</param>
    /// <param name="onFake">Logits of generated ones.</param>
    public static Tensor DiscriminatorLoss(Tensor onReal, Tensor onFake) =>
        softplus(-onReal).mean() + softplus(onFake).mean();

    /// <summary>The generator's loss as the game has it: log(1 − D(G(z))), the mean, in nats. Its gradient dies where
    /// the discriminator is sure.</summary>
    /// <param name="onFake">Logits of generated examples.</param>
    public static Tensor SaturatingLoss(Tensor onFake) => -softplus(onFake).mean();

    /// <summary>The generator's loss as it is used, §3: −log D(G(z)), the mean, in nats. Same goal, but the gradient
    /// is largest where the discriminator is sure.</summary>
    /// <param name="onFake">Logits of generated examples.</param>
    public static Tensor GeneratorLoss(Tensor onFake) => softplus(-onFake).mean();
}
