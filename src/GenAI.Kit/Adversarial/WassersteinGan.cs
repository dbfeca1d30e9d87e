using static TorchSharp.torch;

namespace GenAI.Kit.Adversarial;

/// <summary>
/// The Wasserstein game: a critic gives scores without limits, high for real, low for generated. If it climbs nowhere
/// faster than a slope of 1, the gap between the mean scores is at most the Wasserstein distance.
/// </summary>
/// <remarks>Arjovsky, Chintala and Bottou 2017, arXiv:1701.07875. Lesson 3.1.</remarks>
public static class WassersteinGan
{
    /// <summary>Mean score of generated examples less that of real ones; the critic makes it small. Its negative is
    /// the estimate of the distance, eq. 2.</summary>
    public static Tensor CriticLoss(Tensor onReal, Tensor onFake) => onFake.mean() - onReal.mean();

    /// <summary>Minus the mean score of generated examples.</summary>
    public static Tensor GeneratorLoss(Tensor onFake) => -onFake.mean();

    /// <summary>Algorithm 1, line 7: cuts each weight to [−bound, bound] after each of the critic's steps, so that
    /// the slope is limited: somehow.</summary>
    public static void Clip(nn.Module critic, double bound = 0.01)
    {
        using var _ = no_grad();
        foreach (var weight in critic.parameters()) weight.clamp_(-bound, bound);
    }
}
