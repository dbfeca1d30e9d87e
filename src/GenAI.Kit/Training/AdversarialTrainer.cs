using static TorchSharp.torch;

namespace GenAI.Kit.Training;

/// <summary>How to train two players.</summary>
/// <param name="Steps">Updates of the generator.</param>
/// <param name="Batch">Rows a step of either.</param>
/// <param name="DiscriminatorSteps">The discriminator's steps for each of the generator's.</param>
/// <param name="Anneal">Both rates fall along a line to this share of their first value; 1: constant.</param>
/// <param name="EmaDecay">Keeps an average of the generator's weights; null: none.</param>
/// <param name="Seed">Of the batches. Noise follows <see cref="Seed.Everything"/>.</param>
public sealed record AdversarialConfig(int Steps, int Batch = 64, int DiscriminatorSteps = 1, double Anneal = 1,
                                       double? EmaDecay = null, long Seed = 1);

/// <summary>Where the game stands after a step of the generator.</summary>
/// <param name="Step">The step just done, from 1.</param>
/// <param name="Steps">All steps.</param>
/// <param name="Discriminator">The discriminator's loss in its last step.</param>
/// <param name="Generator">The generator's.</param>
public sealed record AdversarialStep(int Step, int Steps, double Discriminator, double Generator);

/// <summary>The loop of every two-player game: the discriminator steps, then the generator.</summary>
/// <param name="generator">Put into training mode, as is the other.</param>
/// <param name="ofGenerator">Its optimizer.</param>
/// <param name="discriminator">The other player.</param>
/// <param name="ofDiscriminator">Its optimizer.</param>
/// <param name="c">How.</param>
public sealed class AdversarialTrainer(nn.Module generator, optim.Optimizer ofGenerator, nn.Module discriminator,
                                       optim.Optimizer ofDiscriminator, AdversarialConfig c) : IDisposable
{
    private long fits;
    private readonly double[] rates = [Rate(ofGenerator), Rate(ofDiscriminator)];

    /// <summary>The average of the generator's weights, if the configuration asks for one.</summary>
    public Ema? Ema { get; } = c.EmaDecay is { } decay ? new(generator, decay) : null;

    /// <summary>Lets them play; may be called again to go on, with new batches. Steps, and with them the rates, count
    /// from 1 again.</summary>
    /// <param name="data">Tensors with a row for each example.</param>
    /// <param name="discriminatorLoss">A batch of each to the discriminator's loss; no gradient may go into the
    /// generator: detach what it made.</param>
    /// <param name="generatorLoss">A batch of each to the generator's loss.</param>
    /// <param name="afterDiscriminator">Called after each of the discriminator's steps, to clip it for
    /// example.</param>
    /// <param name="report">Called after each step of the generator.</param>
    /// <param name="cancellation">Asked before each step.</param>
    /// <exception cref="ArgumentException">No step is asked for, of one of the players.</exception>
    /// <exception cref="ArithmeticException">A loss or a gradient is not a number: the message names player, step and
    /// the first such weight. Weights and buffers of both players are those before that player's step.</exception>
    public IReadOnlyList<AdversarialStep> Fit(Tensor[] data, Func<Tensor[], Tensor> discriminatorLoss,
        Func<Tensor[], Tensor> generatorLoss, Action? afterDiscriminator = null,
        Action<AdversarialStep>? report = null, CancellationToken cancellation = default)
    {
        if (c.Steps < 1 || c.DiscriminatorSteps < 1)
            throw new ArgumentException(
                $"{c.Steps} steps, {c.DiscriminatorSteps} of the discriminator for each: both must be above 0.");
        using var batches = new Batches(data, c.Batch, Seed.Split(c.Seed, fits++));
        using var discriminatorStep = new OptimizerStep(ofDiscriminator, null, discriminator, generator);
        using var generatorStep = new OptimizerStep(ofGenerator, null, generator, discriminator);
        var steps = new List<AdversarialStep>();
        generator.train();
        discriminator.train();
        for (var step = 1; step <= c.Steps; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            SetRates(step);
            var lossOfD = Discriminate(
                step, discriminatorStep, () => discriminatorLoss(batches.Next()), afterDiscriminator);
            var lossOfG = generatorStep.Take(() => generatorLoss(batches.Next()),
                what => Trouble($"generator's {what}", step));
            Ema?.Update();
            steps.Add(new(step, c.Steps, lossOfD, lossOfG));
            report?.Invoke(steps[^1]);
        }
        return steps;
    }

    /// <summary>Frees the average, not the players nor their optimizers.</summary>
    public void Dispose() => Ema?.Dispose();

    private double Discriminate(int step, OptimizerStep update, Func<Tensor> loss, Action? after)
    {
        var last = 0.0;
        for (var k = 0; k < c.DiscriminatorSteps; k++)
        {
            last = update.Take(loss, what => Trouble($"discriminator's {what}", step));
            after?.Invoke();
        }
        return last;
    }

    private static string Trouble(string what, int step) =>
        $"The {what} at step {step}: lower the learning rates, or weight the penalty on the "
        + "discriminator's slope more.";

    private void SetRates(int step)
    {
        var share = 1 - (1 - c.Anneal) * (step - 1) / Math.Max(1, c.Steps - 1);
        foreach (var group in ofGenerator.ParamGroups) group.LearningRate = rates[0] * share;
        foreach (var group in ofDiscriminator.ParamGroups) group.LearningRate = rates[1] * share;
    }

    private static double Rate(optim.Optimizer optimizer) => optimizer.ParamGroups.First().LearningRate;
}
