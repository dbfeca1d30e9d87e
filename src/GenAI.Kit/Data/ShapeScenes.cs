using static TorchSharp.torch;

namespace GenAI.Kit.Data;

/// <summary>Something in a scene.</summary>
/// <param name="Shape">"circle", "square" or "triangle".</param>
/// <param name="Colour">One of <see cref="ShapeScenes.Colours"/>.</param>
/// <param name="Row">Of its middle, in pixels from above.</param>
/// <param name="Column">Of its middle, in pixels from the left.</param>
public readonly record struct SceneObject(string Shape, string Colour, int Row, int Column);

/// <summary>A picture and a question to it.</summary>
/// <param name="Objects">One to three.</param>
/// <param name="Kind">"count", "colour", "there", "left", "above" or "same".</param>
/// <param name="Question">In words of its own, small letters, with no question mark.</param>
/// <param name="Answer">One word.</param>
public sealed record SceneQuestion(SceneObject[] Objects, string Kind, string Question, string Answer)
{
    /// <summary>Whether two things must be seen together.</summary>
    public bool Relational => Kind is "left" or "above" or "same";
}

/// <summary>Scenes of one to three coloured shapes with questions to them, made with a seed.</summary>
/// <remarks>In the manner of "Sort-of-CLEVR" of Santoro et al. 2017, arXiv:1706.01427, §3.2; ours are smaller and
/// asked in words. Lesson 4.4. Whoever doesn't see the picture can't know: each answer of a kind is as frequent as
/// the others.</remarks>
public static class ShapeScenes
{
    /// <summary>Pixels of a side.</summary>
    public const int Side = 32;

    /// <summary>What stands where nothing is, in each channel.</summary>
    public const float Paper = 0.93f;

    private const int Radius = 4;

    private static readonly string[] Shapes = ["circle", "square", "triangle"];
    private static readonly string[] Kinds = ["count", "colour", "there", "left", "above", "same"];
    private static readonly string[] Numbers = ["one", "two", "three"];

    private static readonly Dictionary<string, float[]> Paint = new()
    {
        ["red"] = [0.85f, 0.20f, 0.18f], ["green"] = [0.20f, 0.62f, 0.30f], ["blue"] = [0.18f, 0.38f, 0.85f],
        ["yellow"] = [0.95f, 0.78f, 0.15f], ["purple"] = [0.56f, 0.27f, 0.68f], ["black"] = [0.12f, 0.12f, 0.14f],
    };

    /// <summary>The names of the colours.</summary>
    public static IReadOnlyList<string> Colours { get; } = [.. Paint.Keys];

    /// <summary>Scenes, each with one question of a kind drawn at random.</summary>
    /// <param name="count">How many.</param>
    /// <param name="seed">The same seed, the same scenes.</param>
    public static SceneQuestion[] Sample(int count, int seed)
    {
        var dice = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => One(Kinds[dice.Next(Kinds.Length)], dice))];
    }

    /// <summary>The pictures.</summary>
    /// <returns>In [0, 1], shape [N, 3, 32, 32].</returns>
    public static Tensor Pixels(IReadOnlyList<SceneQuestion> scenes)
    {
        var pixels = new float[scenes.Count, 3, Side, Side];
        for (var n = 0; n < scenes.Count; n++)
            for (var row = 0; row < Side; row++)
                for (var column = 0; column < Side; column++)
                {
                    for (var channel = 0; channel < 3; channel++) pixels[n, channel, row, column] = Paper;
                    foreach (var thing in scenes[n].Objects)
                    {
                        var ink = Math.Clamp(0.5f - Outside(thing, row, column), 0, 1);
                        for (var channel = 0; channel < 3; channel++)
                            pixels[n, channel, row, column] +=
                                ink * (Paint[thing.Colour][channel] - pixels[n, channel, row, column]);
                    }
                }
        return tensor(pixels);
    }

    // The answer is drawn first; then scenes until one has it.
    private static SceneQuestion One(string kind, Random dice)
    {
        var yes = dice.Next(2) == 0;
        var number = dice.Next(3);
        var colour = Colours[dice.Next(Colours.Count)];
        while (true)
        {
            var least = kind is "left" or "above" or "same" ? 2 : 1;
            var things = Scene(kind == "count" ? number + 1 : dice.Next(least, 4), dice);
            if (Ask(kind, things, yes, colour, dice) is { } asked && (kind is "count" || asked.Answer ==
                (kind == "colour" ? colour : yes ? "yes" : "no"))) return asked;
        }
    }

    private static SceneQuestion? Ask(string kind, SceneObject[] things, bool yes, string colour, Random dice)
    {
        var a = things[dice.Next(things.Length)];
        if (kind == "count") return new(things, kind, "how many things are there", Numbers[things.Length - 1]);
        if (kind == "there")
        {
            var (wanted, of) = yes ? (a.Colour, a.Shape) : (colour, Shapes[dice.Next(Shapes.Length)]);
            return new(things, kind, $"is there a {wanted} {of}",
                things.Any(t => t.Colour == wanted && t.Shape == of) ? "yes" : "no");
        }
        if (things.Count(t => t.Shape == a.Shape) > 1) return null;               // "the circle" must be one
        if (kind == "colour") return new(things, kind, $"what colour is the {a.Shape}", a.Colour);
        var b = things[dice.Next(things.Length)];
        if (b.Shape == a.Shape || things.Count(t => t.Shape == b.Shape) > 1) return null;
        if (kind == "same")
            return new(things, kind, $"is the {a.Shape} the same colour as the {b.Shape}", Yes(a.Colour == b.Colour));
        var apart = kind == "left" ? b.Column - a.Column : b.Row - a.Row;
        return Math.Abs(apart) < Radius ? null : new(things, kind,
            $"is the {a.Shape} {(kind == "left" ? "left of" : "above")} the {b.Shape}", Yes(apart > 0));
    }

    private static string Yes(bool so) => so ? "yes" : "no";

    // Each in a ninth of the picture, not quite in its middle.
    private static SceneObject[] Scene(int count, Random dice)
    {
        var places = Enumerable.Range(0, 9).ToArray();
        dice.Shuffle(places);
        return [.. places[..count].Select(place => new SceneObject(
            Shapes[dice.Next(3)], Colours[dice.Next(Colours.Count)],
            5 + place / 3 * 11 + dice.Next(-1, 2), 5 + place % 3 * 11 + dice.Next(-1, 2)))];
    }

    // How far a pixel lies outside of a thing, in pixels; negative inside.
    private static float Outside(SceneObject thing, int row, int column)
    {
        float y = row - thing.Row, x = Math.Abs(column - thing.Column);
        return thing.Shape switch
        {
            "circle" => MathF.Sqrt(x * x + y * y) - Radius,
            "square" => Math.Max(x, Math.Abs(y)) - Radius + 0.5f,
            _ => Math.Max(y - Radius + 1, (2 * x - y - Radius) / MathF.Sqrt(5)),  // its point above
        };
    }
}
