using System.Diagnostics;
using GenAI.Kit.Data;
using static TorchSharp.torch;

namespace GenAI.Kit.Lessons;

/// <summary>The lesson that runs: its number, and the mode that it runs in. It says of weights and tables whether
/// they are made here or come with the kit.</summary>
/// <remarks>Modes: "full" trains what a lesson trains in front of its reader; "demo" takes shipped weights; "quick"
/// is full with a few steps, for tests; "train" makes what is shipped, as `genai train` asks for it.</remarks>
/// <param name="number">Such as "5.2".</param>
/// <param name="mode">One of the four.</param>
/// <param name="seed">Of what is made, as it stands in the files.</param>
/// <param name="device">On which everything is made that names no other: see <see cref="Devices.Use"/>.</param>
public sealed class Lesson(string number, string mode, long seed, string device = "cpu")
{
    private const string Wanted = "GENAI_KIT_MAKE";

    /// <summary>Where the lesson's tensors are made.</summary>
    public Device Device { get; } = Devices.Use(device);

    /// <summary>Weights that the lesson trains: by what is given here, in demo mode by those that come with the
    /// kit.</summary>
    /// <typeparam name="T">The model's class.</typeparam>
    /// <param name="name">What is trained, such as "noise".</param>
    /// <param name="net">The model.</param>
    /// <param name="train">Trains it.</param>
    /// <returns>The model.</returns>
    public T Trained<T>(string name, T net, Action train) where T : nn.Module
    {
        if (mode is "full" or "quick") train();
        else Pretrained(name, net, train);
        return net;
    }

    /// <summary>Weights that take too long for a lesson: they come with the kit, and what is given here is how they
    /// were made.</summary>
    /// <returns>The model.</returns>
    /// <inheritdoc cref="Trained{T}"/>
    public T Pretrained<T>(string name, T net, Action train) where T : nn.Module
    {
        if (!Makes(name)) Kit.Pretrained.Load(File(name), net);
        else
        {
            var minutes = Timed(train);
            Kit.Pretrained.Save(File(name), net, [seed], minutes);
        }
        return net;
    }

    /// <summary>Results that take too long for a lesson: they come with the kit, and what is given here is how they
    /// were made.</summary>
    /// <param name="name">What was measured, such as "samplers".</param>
    /// <param name="columns">Their names.</param>
    /// <param name="seeds">One for each run behind it.</param>
    /// <param name="rows">Makes the rows, a field for each column.</param>
    public TextTable Table(string name, string[] columns, long[] seeds, Func<IEnumerable<string[]>> rows)
    {
        if (Makes(name))
        {
            string[][] made = [];
            var minutes = Timed(() => made = [.. rows()]);
            Kit.Pretrained.Save(File(name), new TextTable("", columns, made), seeds, minutes);
        }
        return Kit.Pretrained.Table(File(name)).Table;
    }

    /// <summary>Records measured numbers beside their goals, which stand in the class of the lesson: see
    /// <see cref="Goal"/>.</summary>
    /// <param name="measured">Names of goals, and what was measured.</param>
    /// <returns>All scores of the lesson so far.</returns>
    /// <exception cref="ArgumentException">The lesson has no goal of that name.</exception>
    public ScoreTable Scores(params (string Name, double Value)[] measured) =>
        measured.Select(score => Score(score.Name, score.Value)).ToArray()[^1];   // Last() would ask for no other

    /// <summary>The same for one number, with what stands beside it.</summary>
    /// <param name="name">The goal's name.</param>
    /// <param name="value">What was measured.</param>
    /// <param name="beside">Figures that explain it; null: those that the goal names.</param>
    /// <inheritdoc cref="Scores"/>
    public ScoreTable Score(string name, double value, string? beside = null)
    {
        var goal = Goal.Of(number).FirstOrDefault(goal => goal.Name == name)
            ?? throw new ArgumentException($"Lesson {number} has no goal called \"{name}\".");
        return Lessons.Score.Record(number, name, value, goal.Unit, goal.Bound, beside ?? goal.Published);
    }

    private string File(string name) => $"{number}-{name}";

    private bool Makes(string name)
    {
        if (mode != "train") return false;
        var asked = Environment.GetEnvironmentVariable(Wanted);
        return string.IsNullOrEmpty(asked) || asked.Split(',').Contains(File(name))
            || !Kit.Pretrained.Has(File(name));
    }

    private static double Timed(Action body)
    {
        var clock = Stopwatch.StartNew();
        body();
        return clock.Elapsed.TotalMinutes;
    }
}
