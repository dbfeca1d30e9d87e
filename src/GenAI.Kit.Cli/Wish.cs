using GenAI.Kit.Multimodal;
using GenAI.Kit.Notebook.Format;

namespace GenAI.Kit.Cli;

/// <summary>What a user's words ask of a portrait.</summary>
/// <param name="Facts">Attribute and value, one at least.</param>
/// <param name="Note">What was not understood; null: nothing.</param>
internal sealed record Wish(IReadOnlyDictionary<string, string> Facts, string? Note)
{
    /// <summary>Reads the words.</summary>
    /// <exception cref="NotebookException">They ask for nothing that a portrait shows.</exception>
    public static Wish Of(string words)
    {
        var reading = PortraitCaptions.Read(words);
        return reading.Facts.Count > 0 ? new(reading.Facts, reading.Note) : throw RunRequest.Bad(reading.Note!);
    }

    /// <summary>The facts, in the words that the networks were taught.</summary>
    public string Said => PortraitCaptions.Write(Facts, new Random(1));
}
