using static TorchSharp.torch;

namespace GenAI.Kit.Adversarial;

/// <summary>Limits a critic's slope by limiting its weights: somehow.</summary>
/// <remarks>Arjovsky, Chintala and Bottou 2017, arXiv:1701.07875, algorithm 1, line 7. Lesson 3.1.</remarks>
public static class WeightClipping
{
    /// <summary>Cuts each weight to [−bound, bound]; to be called after each of the critic's steps.</summary>
    /// <param name="critic">Whose weights.</param>
    /// <param name="bound">Above 0.</param>
    public static void Clip(nn.Module critic, double bound = 0.01)
    {
        using var _ = no_grad();
        foreach (var weight in critic.parameters()) weight.clamp_(-bound, bound);
    }
}
