using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.FastTree;
using static TorchSharp.torch;

namespace GenAI.Kit.Classifiers;

/// <summary>
/// Random forest, grown by ML.NET: many deep trees, each on another sample of the points, vote. A tree answers with
/// the share of the class in the leaf where x falls; the forest with the mean over its trees.
/// </summary>
/// <remarks>
/// Breiman 2001, "Random Forests". Lesson 1.1.
/// Deviation: one forest per class, each for the indicator of its class, and samples are drawn without replacement.
/// </remarks>
public sealed class RandomForest : IClassifier
{
    private readonly MLContext ml;
    private readonly ITransformer[] forests;                                      // one per class

    private RandomForest(MLContext ml, ITransformer[] forests) => (this.ml, this.forests) = (ml, forests);

    /// <summary>Grows the trees.</summary>
    /// <param name="x">Points, shape [N, D].</param>
    /// <param name="y">Classes 0 … K−1, int64, shape [N].</param>
    /// <param name="trees">How many.</param>
    /// <param name="leaves">At most this many leaves in a tree.</param>
    /// <param name="perLeaf">At least this many points in a leaf, if there are four times as many.</param>
    /// <param name="seed">Of the samples of points and features.</param>
    public static RandomForest Fit(
        Tensor x, Tensor y, int trees = 100, int leaves = 64, int perLeaf = 2, int seed = 0)
    {
        using var _ = NewDisposeScope();
        var (points, oneHot) = Labels.Check(x, y);
        var ml = new MLContext(seed);
        var trainer = ml.Regression.Trainers.FastForest(new FastForestRegressionTrainer.Options
        {
            LabelColumnName = nameof(MlNetTable.Row.Target),
            NumberOfTrees = trees,
            NumberOfLeaves = leaves,
            MinimumExampleCountPerLeaf = Math.Clamp((int)x.shape[0] / 4, 1, perLeaf),   // few points still split
            FeatureFraction = 1,
            FeatureFractionPerSplit = 1 / Math.Sqrt(points.shape[1]),             // about √D features at each split
            NumberOfThreads = 1,                                                  // same seed, same bits
            Seed = seed,
            FeatureSelectionSeed = seed,
        });
        return new(ml, [.. MlNetTable.OneVersusRest(oneHot)
            .Select(positive => (ITransformer)trainer.Fit(MlNetTable.From(ml, points, positive)))]);
    }

    /// <inheritdoc/>
    public Tensor Posterior(Tensor x)
    {
        using var _ = NewDisposeScope();
        var table = MlNetTable.From(ml, x);
        var votes = stack(forests.Select(forest => Score(forest.Transform(table), x.device)), dim: 1).clamp_min(1e-9);
        return (votes / votes.sum(dim: 1, keepdim: true)).MoveToOuterDisposeScope();   // [N, K]
    }

    private static Tensor Score(IDataView scored, Device device) =>
        tensor(scored.GetColumn<float>("Score").ToArray(), float64, device);      // [N]
}
