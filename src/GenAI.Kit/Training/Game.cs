using static TorchSharp.torch;

namespace GenAI.Kit.Training;

/// <summary>One who plays: nets that are trained together, and what they want.</summary>
/// <param name="Name">Such as "generator".</param>
/// <param name="Net">What is trained; it is put into training mode.</param>
/// <param name="Optimizer">Over the net's weights.</param>
/// <param name="Loss">A batch of each source to one number. No gradient may go into the other players: detach what
/// they made.</param>
/// <param name="Steps">Its steps, each with a new batch, for each step of the game.</param>
/// <param name="After">Called after each of its steps, to clip it for example.</param>
/// <param name="EmaDecay">Keeps an average of its weights, <see cref="Game.EmaOf"/>; null: none.</param>
public sealed record Player(string Name, nn.Module Net, optim.Optimizer Optimizer, Func<Tensor[], Tensor> Loss,
                            int Steps = 1, Action? After = null, double? EmaDecay = null);

/// <summary>How to play.</summary>
/// <param name="Steps">In each of which every player has its turn.</param>
/// <param name="Batch">Rows a step of each player.</param>
/// <param name="FinalRate">All learning rates fall along a line to this share of their first value; 1:
/// constant.</param>
/// <param name="Paired">Rows of all sources belong together; false: each source is drawn by itself, and may have a
/// length of its own.</param>
/// <param name="Seed">Of the batches. Noise follows <see cref="Seed.Everything"/>.</param>
public sealed record GameConfig(int Steps, int Batch = 64, double FinalRate = 1, bool Paired = true, long Seed = 1);

/// <summary>Where the game stands after a step.</summary>
/// <param name="Step">The step just done, from 1.</param>
/// <param name="Steps">All steps.</param>
/// <param name="Losses">Of each player, in their order, in its last step.</param>
public sealed record GameStep(int Step, int Steps, double[] Losses);

/// <summary>The loop of every game of several players, such as a GAN's two: they step in turn.</summary>
/// <param name="players">In the order of their turns.</param>
/// <param name="c">How.</param>
public sealed class Game(Player[] players, GameConfig c) : IDisposable
{
    private long fits;
    private readonly double[] rates =
        [.. players.Select(player => player.Optimizer.ParamGroups.First().LearningRate)];
    private readonly Ema?[] averages =
        [.. players.Select(player => player.EmaDecay is { } decay ? new Ema(player.Net, decay) : null)];

    /// <summary>The average of a player's weights.</summary>
    /// <param name="name">The player's.</param>
    /// <exception cref="ArgumentException">There is no such player, or it keeps no average.</exception>
    public Ema EmaOf(string name) => averages.ElementAtOrDefault(Array.FindIndex(players, p => p.Name == name))
        ?? throw new ArgumentException($"No player called {name} keeps an average of its weights.");

    /// <summary>Lets them play; may be called again to go on, with new batches. Steps, and with them the rates, count
    /// from 1 again.</summary>
    /// <param name="data">Tensors with a row for each example.</param>
    /// <param name="report">Called after each step of the game.</param>
    /// <param name="cancellation">Asked before each step.</param>
    /// <exception cref="ArgumentException">No step is asked for, of the game or of a player.</exception>
    /// <exception cref="ArithmeticException">A loss or a gradient is not a number: the message names player, step and
    /// the first such weight. Weights and buffers of all players are those before that player's step.</exception>
    public IReadOnlyList<GameStep> Fit(Tensor[] data, Action<GameStep>? report = null,
                                       CancellationToken cancellation = default)
    {
        if (c.Steps < 1 || Array.Find(players, player => player.Steps < 1) is not null)
            throw new ArgumentException($"{c.Steps} steps, in each "
                + $"{string.Join(", ", players.Select(p => $"{p.Steps} of the {p.Name}"))}: all must be above 0.");
        var seed = Seed.Split(c.Seed, fits++);
        using var batches = c.Paired ? new Batches(data, c.Batch, seed) : Batches.Unpaired(data, c.Batch, seed);
        using var turns = new Turns(players, c);
        var steps = new List<GameStep>();
        foreach (var player in players) player.Net.train();
        for (var step = 1; step <= c.Steps; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            SetRates(step);
            var losses = players.Select((_, n) => turns.Take(n, batches, step)).ToArray();
            foreach (var average in averages) average?.Update();
            steps.Add(new(step, c.Steps, losses));
            report?.Invoke(steps[^1]);
        }
        return steps;
    }

    /// <summary>Frees the averages, not the players nor their optimizers.</summary>
    public void Dispose()
    {
        foreach (var average in averages) average?.Dispose();
    }

    private void SetRates(int step)
    {
        var share = 1 - (1 - c.FinalRate) * (step - 1) / Math.Max(1, c.Steps - 1);
        foreach (var (player, rate) in players.Zip(rates))
            foreach (var group in player.Optimizer.ParamGroups) group.LearningRate = rate * share;
    }

    private sealed class Turns(Player[] players, GameConfig c) : IDisposable
    {
        private readonly Safeguard[] guards = [.. players.Select(player =>
            new Safeguard(player.Optimizer,
                [player.Net, .. players.Select(p => p.Net).Where(net => net != player.Net)]))];

        public double Take(int n, Batches batches, int step)
        {
            var (player, last) = (players[n], 0.0);
            for (var k = 0; k < player.Steps; k++)
            {
                last = guards[n].Run(() =>
                {
                    player.Optimizer.zero_grad();
                    var loss = player.Loss(batches.Next());
                    loss.backward();
                    return loss;
                }, what => $"The {player.Name}'s {what} at step {step} of {c.Steps}: lower the learning rates, or "
                    + "weight a penalty on the discriminator's slope more.");
                player.Optimizer.step();
                player.After?.Invoke();
            }
            return last;
        }

        public void Dispose()
        {
            foreach (var guard in guards) guard.Dispose();
        }
    }
}
