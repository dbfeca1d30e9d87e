using GenAI.Kit.Classifiers;
using static TorchSharp.torch;

namespace GenAI.Kit.Classic;

/// <summary>
/// A generative view of labelled data: the joint p(x, y). It classifies by Bayes' rule,
/// p(y | x) = p(x, y) / Σₖ p(x, k), and, unlike a discriminative model, it can draw new pairs. Lesson 1.1.
/// </summary>
public interface IGenerativeClassifier : IClassifier
{
    /// <summary>log p(x, y = k) in nats, for every class k.</summary>
    /// <param name="x">Points, shape [N, D].</param>
    /// <returns>float64, shape [N, K].</returns>
    Tensor LogJoint(Tensor x);

    /// <summary>Draws pairs from the joint: first y from p(y), then x from p(x | y).</summary>
    /// <param name="count">How many pairs, N.</param>
    /// <param name="seed">Seeds a generator of its own: the same seed gives the same pairs.</param>
    /// <returns>Points, float64 [N, D], and their classes, int64 [N].</returns>
    (Tensor X, Tensor Y) Sample(int count, long seed = 0);
}
