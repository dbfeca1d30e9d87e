using GenAI.Kit.Contract;
using GenAI.Kit.Notebook.Format;
using GenAI.Kit.Notebook.Sources;

namespace GenAI.Kit.Cli;

/// <summary>One file that a lesson ships, or should.</summary>
/// <param name="Name">Such as 5.2-noise.</param>
/// <param name="Place">Where it lies.</param>
/// <param name="File">Null where it is missing.</param>
/// <param name="Recipe">The hash of what makes it now; null where the lesson has no recipe for it.</param>
internal sealed record Checkpoint(string Name, string Place, ShippedFile? File, string? Recipe)
{
    /// <summary>It was made by what would make it now.</summary>
    public bool IsCurrent => File?.Source is { } source && source == Recipe;

    /// <summary>In a word or two.</summary>
    public string State => File is null ? "missing" : Recipe is null ? "no recipe" : !IsCurrent ? "outdated"
        : File["carried"] is null ? "current" : "current, carried";
}

/// <summary>The weights and tables that lessons ship, in data/checkpoints, and the stamps inside them.</summary>
/// <remarks>The sources are read once, when this is made: what a training makes is stamped with the code that it
/// began with.</remarks>
internal sealed class Checkpoints(string root)
{
    private readonly string data = Path.Combine(root, "data");
    private readonly KitSources sources = new(Path.Combine(root, "src"));

    private string Folder => Path.Combine(data, "checkpoints");

    /// <summary>Whether the lesson says what it ships.</summary>
    public static bool AreKnown(Lesson lesson, NotebookDocument notebook) =>
        CodeHash.HasLesson(notebook, Path.GetDirectoryName(lesson.Path)!);

    /// <summary>What a lesson ships, as it is now, by name.</summary>
    /// <param name="notebook">The lesson's, perhaps with parameters replaced.</param>
    public IReadOnlyList<Checkpoint> Of(Lesson lesson, NotebookDocument notebook)
    {
        var folder = Path.GetDirectoryName(lesson.Path)!;
        var hash = new CodeHash(sources.WithDataAsItIs());
        var files = !Directory.Exists(Folder) ? [] : Directory.GetFiles(Folder, $"{lesson.Number}-*.*")
            .Where(path => Path.GetExtension(path) is ".safetensors" or ".tsv");
        var named = CodeHash.Recipes(notebook, folder).Where(recipe => !recipe.Name.Contains('*'))
            .Select(recipe => Path.Combine(Folder, recipe.Name + (recipe.IsTable ? ".tsv" : ".safetensors")));
        return [.. files.Union(named).Order(StringComparer.Ordinal).Select(path =>
        {
            var name = Path.GetFileNameWithoutExtension(path);
            return new Checkpoint(name, path, ShippedFile.Read(path), hash.OfRecipe(notebook, folder, name));
        })];
    }

    /// <summary>Says in a file that its recipe made it.</summary>
    public void Stamp(Checkpoint made)
    {
        made.File!.Say("carried", null);
        Write(made);
    }

    /// <summary>Says in a file that its recipe would make the same, and why one can know.</summary>
    public void Carry(Checkpoint kept, string because)
    {
        var file = kept.File!;
        var before = file["carried"] is { } earlier ? $"{earlier}; " : "";
        var reason = before.Contains(because, StringComparison.Ordinal) ? "the same again" : because;
        file.Say("carried", before + CarryCommand.Said(reason, file.Source ?? "no source"));
        Write(kept);
    }

    private void Write(Checkpoint checkpoint)
    {
        checkpoint.File!.Say("source", checkpoint.Recipe);
        AtomicFile.Write(checkpoint.Place, checkpoint.File.ToBytes());
        Sums.Renew(data, $"checkpoints/{Path.GetFileName(checkpoint.Place)}");
    }
}
