using Microsoft.ML;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using static TorchSharp.torch;

namespace GenAI.Kit.Classifiers;

/// <summary>
/// Linear support vector machines, one class against the rest, fitted by ML.NET. Each wants its class on the side
/// wᵀx + b ≥ 1 and the rest at ≤ −1. A margin is no probability: Platt's sigmoid turns it into one afterwards.
/// </summary>
/// <remarks>
/// Shalev-Shwartz, Singer and Srebro 2007, "Pegasos"; Platt 1999, "Probabilistic Outputs for Support Vector
/// Machines". Lesson 1.1. Features should have similar scales.
/// Deviation: the sigmoid is fitted to the training margins, which makes it too sure when labels are few.
/// </remarks>
/// <param name="Weights">w, float64, shape [D, K].</param>
/// <param name="Bias">b, float64, shape [K].</param>
/// <param name="Slope">a of Platt's σ(a m + c), float64, shape [K].</param>
/// <param name="Offset">c of Platt's σ(a m + c), float64, shape [K].</param>
public sealed record LinearSvm(Tensor Weights, Tensor Bias, Tensor Slope, Tensor Offset) : IClassifier
{
    /// <summary>Stochastic subgradient descent on λ/2 ‖w‖² + mean(max(0, 1 − margin)), for each class.</summary>
    /// <param name="x">Points, shape [N, D].</param>
    /// <param name="y">Classes 0 … K−1, int64, shape [N].</param>
    /// <param name="lambda">λ: larger means a wider margin and more points inside it.</param>
    /// <param name="passes">How often each point is visited.</param>
    /// <param name="seed">Of the order in which they are.</param>
    public static LinearSvm Fit(Tensor x, Tensor y, double lambda = 0.01, int passes = 100, int seed = 0)
    {
        using var _ = NewDisposeScope();
        var (points, oneHot) = Labels.Check(x, y);
        var ml = new MLContext(seed);
        var trainer = ml.BinaryClassification.Trainers.LinearSvm(new LinearSvmTrainer.Options
        {
            Lambda = (float)lambda,
            NumberOfIterations = passes,
        });
        var machines = MlNetTable.OneVersusRest(oneHot)
            .Select(positive => Calibrated(ml, trainer, MlNetTable.From(ml, points, positive))).ToList();
        return new(
            stack(machines.Select(m => tensor(m.Weights, float64, x.device)), dim: 1).MoveToOuterDisposeScope(),
            tensor(machines.Select(m => m.Bias).ToArray(), device: x.device).MoveToOuterDisposeScope(),
            tensor(machines.Select(m => m.Slope).ToArray(), device: x.device).MoveToOuterDisposeScope(),
            tensor(machines.Select(m => m.Offset).ToArray(), device: x.device).MoveToOuterDisposeScope());
    }

    /// <summary>wₖᵀx + bₖ, shape [N, K]: 0 on the boundary of class k against the rest, ±1 on its margin.</summary>
    public Tensor Margins(Tensor x) => x.to(float64).matmul(Weights) + Bias;

    /// <summary>Platt's probabilities σ(a m + c), divided by their sum over the classes: shape [N, K].</summary>
    public Tensor Posterior(Tensor x)
    {
        using var _ = NewDisposeScope();
        var each = (Slope * Margins(x) + Offset).sigmoid();                       // [N, K]
        return (each / each.sum(dim: 1, keepdim: true)).MoveToOuterDisposeScope();
    }

    private static (float[] Weights, double Bias, double Slope, double Offset) Calibrated(
        MLContext ml, LinearSvmTrainer trainer, IDataView table)
    {
        var machine = trainer.Fit(table);
        ISingleFeaturePredictionTransformer<PlattCalibrator> platt =
            ml.BinaryClassification.Calibrators.Platt().Fit(machine.Transform(table));
        // ML.NET writes 1 / (1 + exp(slope · m + offset)): the signs turn.
        return ([.. machine.Model.Weights], machine.Model.Bias, -platt.Model.Slope, -platt.Model.Offset);
    }
}
