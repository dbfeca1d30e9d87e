using GenAI.Kit.Multimodal;
using GenAI.Kit.Notebook.Format;

namespace GenAI.Kit.Cli;

/// <summary>What a user's words ask of a portrait.</summary>
/// <param name="Facts">Attribute and value, one at least.</param>
/// <param name="Note">What was not understood; null: nothing.</param>
internal sealed record Wish(IReadOnlyDictionary<string, string> Facts, string? Note)
{
    /// <summary>Reads the words.</summary>
    /// <param name="words">In English.</param>
    /// <param name="option">That they were given for, named in what is said of them; null: the argument.</param>
    /// <param name="hint">Said too where the words deny something.</param>
    /// <exception cref="NotebookException">They ask for nothing that a portrait shows.</exception>
    public static Wish Of(string words, string? option = null, string hint = "")
    {
        var reading = PortraitCaptions.Read(words);
        var note = reading.Note is not { } said ? null
            : (option is null ? "" : option + ": ") + said + (reading.Denied.Count > 0 ? hint : "");
        return reading.Facts.Count > 0 ? new(reading.Facts, note) : throw RunRequest.Bad(note!);
    }

    /// <summary>The facts, in the words that the networks were taught.</summary>
    public string Said => PortraitCaptions.Write(Facts, new Random(1));
}
