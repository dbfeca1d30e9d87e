using System.CommandLine;
using System.Globalization;
using GenAI.Kit.Data;
using GenAI.Kit.Lessons;
using GenAI.Kit.Multimodal;
using GenAI.Kit.Notebook.Format;
using GenAI.Kit.Plotting;
using TorchSharp;

namespace GenAI.Kit.Cli;

/// <summary>`genai find`: a search box over pictures, with the network of lesson 4.4.</summary>
internal static class FindCommand
{
    private const string About =
        "Finds portraits by words, with the network of lesson 4.4: by default among the 1,000 that it never "
        + "saw. The number before each name is a logit: the larger, the better it fits.";

    private const string Examples = """
          genai find "glasses and a beard"             writes found.png, the nearest first
          genai find "a sad toon person" ~/pictures    the same over the PNG files of a folder
          genai find "a turban" --top 5 -o turban.png
        """;

    public static Command Create()
    {
        var words = new Argument<string>("words") { Description = "What to look for, in English" };
        var folder = new Argument<string?>("folder")
        {
            Description = "With PNG files, portraits such as the kit's; left out: the kit's own",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var top = new Option<int>("--top")
        { Description = "How many", DefaultValueFactory = _ => 12, HelpName = "n" };
        var output = new Option<string>("--output", "-o")
        { Description = "The picture", DefaultValueFactory = _ => "found.png", HelpName = "file" };
        var command = new ExampleCommand("find", About, Examples) { words, folder, top, output };
        command.SetAction(parsed => Find(parsed.GetValue(words)!, parsed.GetValue(folder), parsed.GetValue(top),
            parsed.GetValue(output)!));
        return command;
    }

    private static void Find(string words, string? folder, int top, string output)
    {
        if (top < 1) throw RunRequest.Bad("--top is a number from 1.");
        var wish = Wish.Of(words);
        string[]? files = folder is null ? null : Files(folder);
        PngFile.Check(output);
        if (wish.Note is { } note) Console.Error.WriteLine(note);
        NativeBackend.Load();
        using var scope = torch.NewDisposeScope();
        var model = Pretrained.Load<Blip>("4.4-blip");
        var (names, pictures) = files is null ? Own() : Read(files, model.Config.Contrast.Vision.Side);
        var said = PortraitCaptions.Encode([wish.Said]);
        var (rows, logits) = Nearest(model, pictures, said, Math.Min(top, names.Length));
        foreach (var (row, logit) in rows.data<long>().Zip(logits.data<float>()))
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{logit,6:0.0}  {names[row]}"));
        var found = pictures.index_select(0, rows);
        ImageGrid.Of(found, columns: Math.Min(6, (int)rows.shape[0]), scale: 2, title: words).SavePng(output);
        Console.WriteLine(Shown.Path(Path.GetFullPath(output)));
    }

    // The towers look at all, match at the best of these; their logits are added (exercise 4.4.d).
    private static (torch.Tensor Rows, torch.Tensor Logits) Nearest(Blip model, torch.Tensor pictures,
        torch.Tensor said, int top)
    {
        const int twice = 50;
        var towers = model.Contrast;
        var contrast = Scope.Eval(towers, () => towers.Logits(
            Scope.Eval(towers, pictures, towers.EncodeImage, rows: 100), towers.EncodeText(said))).squeeze(1);
        var (logits, near) = contrast.topk((int)Math.Min(Math.Max(top, twice), pictures.shape[0]));
        var match = Scope.Eval(model, pictures.index_select(0, near), x =>
            model.Match(model.EncodePatches(x), said.expand(x.shape[0], -1)), rows: twice);
        var (sums, order) = (logits + match).topk(top);
        return (near.index_select(0, order), sums);
    }

    private static (string[] Names, torch.Tensor Pictures) Own()
    {
        var people = Datasets.Portraits().Test;
        return ([.. Enumerable.Range(1, people.Count).Select(n => $"person {n}")], people.Pixels);
    }

    private static string[] Files(string folder)
    {
        if (!Directory.Exists(folder)) throw RunRequest.Bad($"There is no folder {folder}.");
        var every = new EnumerationOptions { MatchCasing = MatchCasing.CaseInsensitive };
        string[] files = [.. Directory.GetFiles(folder, "*.png", every).Order(StringComparer.Ordinal)];
        return files.Length > 0 ? files : throw RunRequest.Bad($"{folder} holds no PNG files.");
    }

    private static (string[] Names, torch.Tensor Pictures) Read(string[] files, int side)
    {
        try
        {
            return ([.. files.Select(file => Path.GetFileName(file))],
                torch.stack([.. files.Select(file => PictureFile.Square(file, side))]));
        }
        catch (ArgumentException e)
        {
            throw RunRequest.Bad(e.Message);
        }
    }
}
