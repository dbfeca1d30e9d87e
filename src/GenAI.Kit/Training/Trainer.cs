using System.Diagnostics;
using static TorchSharp.torch;

namespace GenAI.Kit.Training;

/// <summary>How to train. Give either steps or epochs.</summary>
/// <param name="Steps">Updates of the weights.</param>
/// <param name="Epochs">Passes over the data, in whole batches.</param>
/// <param name="Batch">Rows a step.</param>
/// <param name="LearningRate">The rate at each step; null leaves the optimizer's own.</param>
/// <param name="ClipNorm">Gradients longer than this, all together, are scaled down to it; null: as they are.</param>
/// <param name="EmaDecay">Keeps an average of the weights, <see cref="Trainer.Ema"/>; null: none.</param>
/// <param name="Seed">Of the batches. Dropout and noise follow <see cref="Seed.Everything"/>.</param>
public sealed record TrainerConfig(int Steps = 0, int Epochs = 0, int Batch = 64, Schedule? LearningRate = null,
                                   double? ClipNorm = null, double? EmaDecay = null, long Seed = 1);

/// <summary>Where a training stands after a step.</summary>
/// <param name="Step">The step just done, from 1.</param>
/// <param name="Steps">All steps.</param>
/// <param name="Loss">Of this step's batch, before its update.</param>
/// <param name="RunningLoss">Its running mean: each new loss counts 1%, the first few more.</param>
/// <param name="LearningRate">Of this step.</param>
/// <param name="SecondsLeft">At the mean speed so far.</param>
public sealed record TrainerStep(int Step, int Steps, double Loss, double RunningLoss, double LearningRate,
                                 double SecondsLeft);

/// <summary>The loop that every training shares: batch, loss, gradients, step.</summary>
/// <param name="model">What is trained; it is put into training mode, and stays in it.</param>
/// <param name="optimizer">Over the model's parameters.</param>
/// <param name="c">How.</param>
public sealed class Trainer(nn.Module model, optim.Optimizer optimizer, TrainerConfig c) : IDisposable
{
    private long fits;

    /// <summary>The average of the weights, if the configuration asks for one.</summary>
    public Ema? Ema { get; } = c.EmaDecay is { } decay ? new(model, decay) : null;

    /// <summary>Trains; may be called again to go on, with new batches. Steps, and with them the schedule of the
    /// learning rate, count from 1 again.</summary>
    /// <param name="data">Tensors with a row for each example, such as pictures and labels.</param>
    /// <param name="loss">A batch of each to one number; runs inside one dispose scope a step.</param>
    /// <param name="report">Called after each step.</param>
    /// <param name="cancellation">Asked before each step; the weights stay as the last step left them.</param>
    /// <returns>The loss of each step.</returns>
    /// <exception cref="ArgumentException">Not exactly one of steps and epochs is above 0, the other 0; or a learning
    /// rate is no finite number from 0.</exception>
    /// <exception cref="ArithmeticException">The loss or a gradient is not a number: the message names step, learning
    /// rate and the first such weight. The model's weights and buffers (running means, codebooks) are those before
    /// that step; batches and the dice of noise have moved on. So they are after anything else that the loss
    /// throws.</exception>
    public double[] Fit(Tensor[] data, Func<Tensor[], Tensor> loss, Action<TrainerStep>? report = null,
                        CancellationToken cancellation = default)
    {
        if (c is not ({ Steps: > 0, Epochs: 0 } or { Steps: 0, Epochs: > 0 }))
            throw new ArgumentException(
                $"Steps ({c.Steps}) or epochs ({c.Epochs}): exactly one must be above 0, and the other 0.");
        using var batches = new Batches(data, c.Batch, Seed.Split(c.Seed, fits++));   // a second call sees others
        using var guard = new Safeguard(optimizer, model);
        var losses = new double[c.Steps + c.Epochs * batches.PerEpoch];
        var clock = Stopwatch.StartNew();
        var running = 0.0;
        model.train();
        for (var step = 1; step <= losses.Length; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            var rate = SetRate(step);
            losses[step - 1] = guard.Run(() =>
            {
                optimizer.zero_grad();
                var value = loss(batches.Next());
                value.backward();
                return value;
            }, what => $"The {what} at step {step}, with learning rate {rate:g3}: lower the rate, warm it up, or "
                + "clip the gradients.");
            guard.Clip(c.ClipNorm);
            optimizer.step();
            Ema?.Update();
            running = 0.99 * running + 0.01 * losses[step - 1];
            var mean = running / (1 - Math.Pow(0.99, step));             // as if it had run forever
            var left = clock.Elapsed.TotalSeconds / step * (losses.Length - step);
            report?.Invoke(new(step, losses.Length, losses[step - 1], mean, rate, left));
        }
        return losses;
    }

    /// <summary>Frees the average, not the model nor the optimizer.</summary>
    public void Dispose() => Ema?.Dispose();

    private double SetRate(int step)
    {
        var rate = c.LearningRate?.Invoke(step);
        if (rate is { } number && !(double.IsFinite(number) && number >= 0))
            throw new ArgumentException($"The learning rate of step {step} is {number}: look at the schedule.");
        foreach (var group in optimizer.ParamGroups)
            if (rate is { } asked) group.LearningRate = asked;
        return optimizer.ParamGroups.First().LearningRate;
    }
}
