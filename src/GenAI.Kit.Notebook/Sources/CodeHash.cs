using System.Security.Cryptography;
using System.Text;
using GenAI.Kit.Notebook.Format;
using GenAI.Kit.Notebook.Runner;

namespace GenAI.Kit.Notebook.Sources;

/// <summary>One hash for outputs and for what is shipped: a number is older than its code when it differs.</summary>
/// <remarks>SHA-256 of the code's tokens, of those of every type of the kit that it uses, directly or through others,
/// and of the shipped files that a string in all this names. Comments, line breaks and blank space don't count; nor
/// does in which file a type stands.</remarks>
public sealed class CodeHash(KitSources sources)
{
    private static readonly string[] NoModels = ["GenAI.Kit.Lessons", "GenAI.Kit.Contract"];
    private static readonly string[] NoModelRooms = ["Native", "Shipping"];

    /// <summary>Of all that a notebook's outputs come from. A type that a cell shows (`Source.Show`) counts as it is
    /// read, with its comments.</summary>
    /// <param name="folder">The notebook's folder, from which a `#load` is read.</param>
    public string OfNotebook(NotebookDocument notebook, string folder) => OfNotebook(new(notebook, folder));

    internal string OfNotebook(NotebookCode code)
    {
        var used = Reached(code);
        var own = code.Recipes.Lessons.Distinct().Select(number => new Literal([number + "-", ""]));
        var shown = code.Shown.SelectMany(sources.Named).Select(type => type.Path).Distinct()
            .Order(StringComparer.Ordinal).Select(path => File.ReadAllText(path).ReplaceLineEndings("\n"));
        var literals = code.Words.Literals.Concat(used.SelectMany(type => type.Words.Literals)).Concat(own);
        return Hash([code.Words.Text, .. code.Texts, .. shown, .. used.Select(type => type.Digest),
            .. sources.Data.Named(literals)]);
    }

    /// <summary>Of all that makes one shipped file: the lesson's call that names it, what that depends on in the
    /// notebook, the models, and the data. Drawing, live display and the lessons' own code change nothing that is
    /// learned.</summary>
    /// <param name="folder">The notebook's folder.</param>
    /// <param name="name">Such as 5.2-noise.</param>
    /// <returns>Null where the notebook has no recipe for it.</returns>
    public string? OfRecipe(NotebookDocument notebook, string folder, string name) =>
        OfRecipe(new(notebook, folder), name);

    internal string? OfRecipe(NotebookCode notebook, string name)
    {
        if (notebook.Recipes.Of(name) is not { Count: > 0 } recipes) return null;
        var code = notebook.Recipes.Code(recipes);
        var words = Words.Of(code);
        var used = sources.Reached(words.Names, IsModel);
        var literals = words.Literals.Concat(used.SelectMany(type => type.Words.Literals))
            .Concat(notebook.Recipes.Shipped(code));
        return Hash([words.Text, .. used.Select(type => type.Digest),
            .. sources.Data.Named(literals, but: stem => recipes.Any(recipe => recipe.Name.Matches(stem)))]);
    }

    /// <summary>What the notebook's lesson ships: each name and whether it is a table; one with a * in it stands for
    /// names that the notebook computes.</summary>
    public static IReadOnlyList<(string Name, bool IsTable)> Recipes(NotebookDocument notebook, string folder) =>
        [.. new NotebookCode(notebook, folder).Recipes.Recipes
            .Select(recipe => (string.Join('*', recipe.Name.Parts), recipe.IsTable)).Distinct()];

    /// <summary>Leaves to run only the cells that some shipped files need: the others get the tag `skip-execution`
    /// and lose their outputs. Where nothing has a recipe, all cells run.</summary>
    /// <remarks>Draws that a needed cell makes before it seeds differ from those of a whole run: seed before the
    /// first.</remarks>
    /// <param name="folder">The notebook's folder.</param>
    /// <param name="names">Such as 5.2-noise.</param>
    public static void Narrow(NotebookDocument notebook, string folder, IEnumerable<string> names)
    {
        var code = new NotebookCode(notebook, folder);
        var recipes = names.SelectMany(code.Recipes.Of).Distinct().ToList();
        if (recipes.Count == 0) return;
        foreach (var cell in code.NotNeededFor(recipes))
        {
            cell.ClearOutputs();                                  // an older run's scores are none of this one
            cell.Tag(NotebookRunner.Skip);
        }
    }

    /// <summary>Does the notebook say which lesson it is, `new Lesson("5.2", …)`, and so what it ships?</summary>
    public static bool HasLesson(NotebookDocument notebook, string folder) =>
        new NotebookCode(notebook, folder).Recipes.Lessons.Any();

    /// <summary>The files of the kit's sources that a notebook uses, sorted.</summary>
    public IReadOnlyList<string> Used(NotebookDocument notebook, string folder) =>
        [.. Reached(new(notebook, folder)).Select(type => type.Path).Distinct().Order(StringComparer.Ordinal)];

    internal IReadOnlyList<Declared> Reached(NotebookCode code) => sources.Reached(code.Words.Names, _ => true);

    // How a native library is loaded or a file is written changes nothing that is learned either.
    private static bool IsModel(Declared type) => !NoModels.Contains(type.Room) && !type.Path
        .Split(Path.DirectorySeparatorChar).Reverse().TakeWhile(folder => folder != type.Room)
        .Any(NoModelRooms.Contains);

    private static string Hash(IEnumerable<string> parts) => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(parts.Select(part => $"{part.Length} {part}\n")))));
}
