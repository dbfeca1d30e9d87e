using GenAI.Kit.Training;
using static TorchSharp.torch;

namespace GenAI.Kit.Lessons;

/// <summary>A training that the reader watches, and may interrupt.</summary>
public static class LiveTraining
{
    /// <summary><see cref="Trainer.Fit"/> with a progress bar. At the end the model has the average of its weights,
    /// if the trainer keeps one.</summary>
    /// <param name="trainer">How it is trained.</param>
    /// <param name="title">What is trained.</param>
    /// <param name="data">Tensors with a row for each example.</param>
    /// <param name="loss">A batch of each to one number.</param>
    /// <param name="picture">Redrawn now and then below the bar; null: none.</param>
    /// <param name="each">Called after each step, before the picture is drawn.</param>
    /// <param name="every">The picture is drawn after every so many steps only: more than 1 where drawing takes
    /// long.</param>
    /// <returns>The loss of each step.</returns>
    public static double[] FitLive(this Trainer trainer, string title, Tensor[] data, Func<Tensor[], Tensor> loss,
        Func<object>? picture = null, Action<TrainerStep>? each = null, int every = 1)
    {
        Live? live = null;
        var losses = trainer.Fit(data, loss, step =>
        {
            each?.Invoke(step);
            (live ??= new(title, step.Steps)).Update(step.Step, step.Step % every == 0 ? picture : null);
        }, Host.Cancellation);
        live?.Clear();
        trainer.Ema?.CopyToModel();
        return losses;
    }

    /// <summary><see cref="Game.Fit"/> with a progress bar.</summary>
    /// <param name="game">The players.</param>
    /// <param name="title">What is played.</param>
    /// <param name="data">Tensors with a row for each example.</param>
    /// <param name="picture">Redrawn now and then below the bar; null: none.</param>
    /// <param name="each">Called after each step, before the picture is drawn.</param>
    /// <param name="every">The picture is drawn after every so many steps only: more than 1 where drawing takes
    /// long.</param>
    /// <returns>Every step.</returns>
    public static IReadOnlyList<GameStep> FitLive(this Game game, string title, Tensor[] data,
        Func<object>? picture = null, Action<GameStep>? each = null, int every = 1)
    {
        Live? live = null;
        var steps = game.Fit(data, step =>
        {
            each?.Invoke(step);
            (live ??= new(title, step.Steps)).Update(step.Step, step.Step % every == 0 ? picture : null);
        }, Host.Cancellation);
        live?.Clear();
        return steps;
    }
}
