using System.Diagnostics;
using GenAI.Kit.Data;
using static TorchSharp.torch;

namespace GenAI.Kit.Lessons;

/// <summary>The lesson that runs: its number, and the mode that it runs in. It says of weights and tables whether they
/// are made here or come with the kit.</summary>
/// <remarks>Modes: "full" trains what a lesson trains in front of its reader; "demo" takes shipped weights; "quick" is
/// full with a few steps, for tests; "train" makes what is shipped, as `genai train` asks for it.</remarks>
/// <param name="number">Such as "5.2".</param>
/// <param name="mode">One of the four.</param>
/// <param name="seed">Of what is made, as it stands in the files.</param>
public sealed class Lesson(string number, string mode, long seed)
{
    private const string Wanted = "GENAI_KIT_MAKE";

    /// <summary>One of the four values, for the mode that runs.</summary>
    /// <param name="full">In full mode, and in every other that has none of its own.</param>
    /// <param name="demo">With shipped weights; null: as full.</param>
    /// <param name="quick">In a test; null: as demo.</param>
    /// <param name="train">For what is shipped; null: as full.</param>
    public T Pick<T>(T full, T? demo = null, T? quick = null, T? train = null) where T : struct => mode switch
    {
        "demo" => demo ?? full,
        "quick" => quick ?? demo ?? full,
        "train" => train ?? full,
        _ => full,
    };

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

    /// <summary>Records a measured number beside its goal: see <see cref="Lessons.Score.Record"/>.</summary>
    /// <param name="name">What was measured.</param>
    /// <param name="value">The measurement.</param>
    /// <param name="goal">An operator (&lt;, &lt;=, &gt;, &gt;=) and a number.</param>
    /// <param name="published">A published or a peer's figure with its source.</param>
    /// <param name="unit">Its unit; empty for a pure number.</param>
    /// <returns>All scores of the lesson so far.</returns>
    public ScoreTable Score(string name, double value, string goal, string? published = null, string unit = "") =>
        Lessons.Score.Record(number, name, value, unit, goal, published);

    private string File(string name) => $"{number}-{name}";

    private bool Makes(string name)
    {
        var asked = Environment.GetEnvironmentVariable(Wanted);
        return mode == "train" && (string.IsNullOrEmpty(asked) || asked.Split(',').Contains(File(name)));
    }

    private static double Timed(Action body)
    {
        var clock = Stopwatch.StartNew();
        body();
        return clock.Elapsed.TotalMinutes;
    }
}
