using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using GenAI.Kit.Lessons;
using GenAI.Kit.Plotting;
using TorchSharp;

namespace GenAI.Kit.Cli;

/// <summary>`genai draw`: portraits after a sentence, by the painter of lesson 5.4.</summary>
internal static class DrawCommand
{
    private const string About =
        "Draws portraits of 64×64 after a sentence, with the painter of lesson 5.4. The file says by which model, "
        + "from which seed and words it was made.";

    private const string WrongWeight = "--weight is a number above 0, at most 10, such as 2.5.";

    private const string Examples = """
          genai draw "long pink hair and sunglasses, grinning"    writes drawn.png, six portraits
          genai draw "a turban and a beard" --count 12 --seed 7 -o turban.png
          genai draw "long hair" --avoid "black hair"
        """;

    public static Command Create()
    {
        var words = new Argument<string>("words") { Description = "What to draw, in English" };
        var avoid = new Option<string>("--avoid")
        { Description = "What should not be there", DefaultValueFactory = _ => "", HelpName = "words" };
        var count = new Option<int>("--count")
        { Description = "How many, 1 to 60", DefaultValueFactory = _ => 6, HelpName = "n" };
        var seed = new Option<int>("--seed")
        { Description = "Another seed, other people", DefaultValueFactory = _ => 1, HelpName = "n" };
        var weight = new Option<double>("--weight")
        {
            Description = "How strictly it obeys, above 0 to 10; 1: as it learned; large: less clean", HelpName = "w",
            DefaultValueFactory = _ => 2.5, CustomParser = Number,
        };
        var output = new Option<string>("--output", "-o")
        { Description = "The picture", DefaultValueFactory = _ => "drawn.png", HelpName = "file" };
        var command = new ExampleCommand("draw", About, Examples) { words, avoid, count, seed, weight, output };
        command.SetAction((parsed, cancellation) =>
        {
            Draw(parsed.GetValue(words)!, parsed.GetValue(avoid)!, parsed.GetValue(count), parsed.GetValue(seed),
                parsed.GetValue(weight), parsed.GetValue(output)!, cancellation);
            return Task.CompletedTask;
        });
        return command;
    }

    // 2,5 is no number: read as 25 by those to whom a comma parts thousands.
    private static double Number(ArgumentResult given)
    {
        if (double.TryParse(given.Tokens[0].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            return number;
        given.AddError(WrongWeight);
        return default;
    }

    private static void Draw(string words, string avoid, int count, int seed, double weight, string output,
        CancellationToken cancellation)
    {
        if (count is < 1 or > 60) throw RunRequest.Bad("--count is a number from 1 to 60.");
        if (!(weight is > 0 and <= 10)) throw RunRequest.Bad(WrongWeight);
        if (avoid != "" && weight <= 1) throw RunRequest.Bad("--avoid needs a --weight above 1.");
        var wish = Wish.Of(words, hint: " What should not be there goes into --avoid.");
        var away = avoid == "" ? null : Wish.Of(avoid, "--avoid");
        if (away?.Facts.FirstOrDefault(wish.Facts.Contains) is { Key: { } twice } fact)
            throw RunRequest.Bad($"{twice}: {fact.Value} is wished for and avoided.");
        PngFile.Check(output);
        string?[] notes = [wish.Note, PortraitPainter.NeverTogether(wish.Facts), away?.Note];
        foreach (var note in notes.OfType<string>()) Console.Error.WriteLine(note);
        NativeBackend.Load();
        using var scope = torch.NewDisposeScope();
        using var painter = new PortraitPainter();
        var drawn = painter.Draw(wish.Said, count, seed, weight, avoid: away?.Said ?? "",
            cancellation: cancellation);
        ImageGrid.Of(drawn, columns: Math.Min(6, count), scale: 2, title: words).SavePng(output,
            ("Description", words), ("Software", "GenAI.Kit, lesson 5.4"), ("Model", "5.4-painter"),
            ("Seed", $"{seed}"), ("Weight", weight.ToString(CultureInfo.InvariantCulture)), ("Avoid", avoid));
        Console.WriteLine(Shown.Path(Path.GetFullPath(output)));
    }
}
