using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GenAI.Kit.Multimodal;

/// <summary>How to learn from pictures and sentences which belong together.</summary>
public static class ContrastiveLoss
{
    /// <summary>CLIP's: which of the sentences of the batch belongs to this picture, and which picture to this
    /// sentence? In nats, the mean of both questions.</summary>
    /// <remarks>Radford et al. 2021, arXiv:2103.00020, figure 3.</remarks>
    /// <param name="logits">Of picture i with sentence j, shape [B, K]; pairs stand on the diagonal. Sentences from B
    /// on belong to no picture: hard negatives (Yuksekgonul et al. 2022, arXiv:2210.01936).</param>
    public static Tensor Softmax(Tensor logits)
    {
        var n = (int)logits.shape[0];
        var right = arange(n, device: logits.device);
        return (functional.cross_entropy(logits, right) + functional.cross_entropy(logits[.., ..n].t(), right)) / 2;
    }

    /// <summary>SigLIP's: does this sentence belong to this picture, yes or no? Summed over the sentences, a mean
    /// over the pictures, in nats per picture.</summary>
    /// <remarks>Zhai et al. 2023, arXiv:2303.15343, algorithm 1.</remarks>
    /// <param name="logits">As in <see cref="Softmax"/>.</param>
    public static Tensor Sigmoid(Tensor logits)
    {
        var sign = 2 * eye(logits.shape[0], logits.shape[1], device: logits.device) - 1;  // +1 for pairs, else −1
        return -functional.logsigmoid(sign * logits).sum() / logits.shape[0];
    }
}
