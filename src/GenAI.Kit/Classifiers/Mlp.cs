using GenAI.Kit.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GenAI.Kit.Classifiers;

/// <summary>Shape of an <see cref="Mlp"/>.</summary>
/// <param name="Inputs">D.</param>
/// <param name="Classes">K.</param>
/// <param name="Hidden">Width of the hidden layer.</param>
public sealed record MlpConfig(int Inputs = 2, int Classes = 2, int Hidden = 32);

/// <summary>Multilayer perceptron: logistic regression on features that it learns, so boundaries bend.</summary>
/// <remarks>
/// Rumelhart, Hinton and Williams 1986, "Learning representations by back-propagating errors". Lesson 1.1.
/// </remarks>
public sealed class Mlp(MlpConfig c) : Net<Tensor, Tensor>(nameof(Mlp)), IClassifier
{
    private readonly Linear hidden = Linear(c.Inputs, c.Hidden);
    private readonly Linear output = Linear(c.Hidden, c.Classes);

    /// <summary>Its shape.</summary>
    public MlpConfig Config => c;

    /// <summary>What class each point may have.</summary>
    /// <param name="x">Points, float32, shape [N, D]; features should have similar scales.</param>
    /// <returns>Logits, shape [N, K].</returns>
    public override Tensor forward(Tensor x) =>
        output.call(functional.tanh(hidden.call(x.Require(nameof(Mlp), -1, c.Inputs))));

    /// <summary>Cross-entropy −log p(y | x), the mean over points, in nats.</summary>
    /// <param name="x">Points, float32, shape [N, D].</param>
    /// <param name="y">Classes, int64, shape [N].</param>
    public Tensor Loss(Tensor x, Tensor y) => functional.cross_entropy(call(x), y);

    /// <inheritdoc/>
    public Tensor Posterior(Tensor x) =>
        Scope.Eval(this, () => functional.softmax(call(x.to(float32)).to(float64), dim: 1));

    /// <summary>A new net, trained on all points at once by Adam. Its weights start from the global seed.</summary>
    /// <param name="x">Points, shape [N, D].</param>
    /// <param name="y">Classes 0 … K−1, int64, shape [N].</param>
    /// <param name="hidden">Width of the hidden layer.</param>
    /// <param name="steps">Steps of Adam.</param>
    /// <param name="rate">Learning rate.</param>
    public static Mlp Fit(Tensor x, Tensor y, int hidden = 32, int steps = 300, double rate = 0.02)
    {
        using var _ = NewDisposeScope();
        var (points, oneHot) = Labels.Check(x, y);
        var (inputs, net) = (points.to(float32), new Mlp(new((int)x.shape[1], (int)oneHot.shape[1], hidden)));
        using var adam = Optimizers.Adam(net, rate);
        for (var step = 0; step < steps; step++)
        {
            using var scope = NewDisposeScope();
            adam.zero_grad();
            net.Loss(inputs, y).backward();
            adam.step();
        }
        return net;
    }
}
