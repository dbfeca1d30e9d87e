using static TorchSharp.torch;

namespace GenAI.Kit.Metrics;

/// <summary>A network that sees pictures as features: the ruler of <see cref="FrechetDistance"/> and its like. Lesson
/// 1.3.</summary>
public interface IFeatureExtractor
{
    /// <summary>The features of pictures.</summary>
    /// <param name="x">Pictures in [0, 1], shape [N, C, H, W], any number of them.</param>
    /// <returns>Shape [N, F]; no gradient.</returns>
    Tensor Features(Tensor x);
}
