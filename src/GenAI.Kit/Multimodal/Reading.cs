using GenAI.Kit.Classifiers;
using GenAI.Kit.Data;

namespace GenAI.Kit.Multimodal;

/// <summary>What a sentence says of a portrait.</summary>
/// <param name="Facts">Attribute and value, in the words of <see cref="PortraitAttributes"/>.</param>
/// <param name="Unknown">Words, or neighbours among them, that say nothing that the kit knows.</param>
/// <param name="Contradicted">Attributes of which it says two things: the first one counts. (That somebody with a
/// moustache has no beard is one thing.)</param>
public sealed record Reading(
    IReadOnlyDictionary<string, string> Facts, IReadOnlyList<string> Unknown, IReadOnlyList<string> Contradicted)
{
    /// <summary>Those of the unknown that say what there is not: "no glasses".</summary>
    public IReadOnlyList<string> Denied =>
        [.. Unknown.Where(said => PortraitCaptions.IsNegator(said.Split(' '), 0))];

    /// <summary>That of the unknown which the asked head covers, or lacks: "red hair" under a turban; null: nothing.
    /// </summary>
    public string? Covered { get; init; }

    /// <summary>In the order of <see cref="PortraitAttributes.All"/>; <see cref="FaceAttributes.Hidden"/> where
    /// nothing is said.</summary>
    public long[] Labels => [.. PortraitAttributes.All.Select(attribute =>
        Facts.TryGetValue(attribute.Name, out var value) ? Array.IndexOf(attribute.Values, value)
            : FaceAttributes.Hidden)];

    /// <summary>One sentence to whoever wrote it: which words were not understood, what was said twice, and whether
    /// anything is left. Null: all is understood.</summary>
    public string? Note
    {
        get
        {
            string[] odd = [.. Unknown.Where(word => word != Covered).Select(word => $"“{word}”")];
            string[] of =
            [
                .. odd.Length > 0 ? [$"I can't place {string.Join(", ", odd)}"] : Array.Empty<string>(),
                .. Covered is null ? Array.Empty<string>() : [$"of {Covered} nothing is seen: {Facts["hair"]}"],
                .. Contradicted.Distinct().Select(what => $"of {what} it says two things, and the first one counts"),
                .. Facts.Count == 0 ? ["nothing is left that a portrait shows (style, hair, glasses, shirt, …)"]
                    : Array.Empty<string>(),
            ];
            var said = string.Join("; ", of);
            return said.Length == 0 ? null : char.ToUpperInvariant(said[0]) + said[1..] + ".";
        }
    }
}
