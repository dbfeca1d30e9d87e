using System.Globalization;
using System.Text.RegularExpressions;
using GenAI.Kit.Classifiers;
using GenAI.Kit.Data;
using GenAI.Kit.Sequences;
using static GenAI.Kit.Multimodal.PortraitPhrases;
using static TorchSharp.torch;

namespace GenAI.Kit.Multimodal;

/// <summary>English sentences about portraits: a grammar that writes them and a parser that reads them back to the
/// same facts.</summary>
/// <remarks>Lessons 4.4 and 5.4. Whatever is written is read back to the same facts: a test holds both sides
/// together. Nothing is ever said of sex, age or origin: the portraits don't tell.</remarks>
public static partial class PortraitCaptions
{
    // What Write says, and with it what people say as well.
    private static readonly Dictionary<string, (string Attribute, string Value)[]> OfWrite = Written();
    private static readonly Dictionary<string, (string Attribute, string Value)[]> Phrases = AlsoRead(new(OfWrite));
    private static readonly int Longest = Phrases.Keys.Max(phrase => phrase.Split(' ').Length);

    /// <summary>How many forms of sentences there are.</summary>
    public static int Forms => Templates.Length;

    /// <summary>Every word that <see cref="Write"/> may use, and those that may stand between, sorted.</summary>
    public static IReadOnlyList<string> Words { get; } =
        [.. OfWrite.Keys.SelectMany(phrase => phrase.Split(' ')).Concat(Fillers).Distinct()
            .Order(StringComparer.Ordinal)];

    /// <summary>A token for each word.</summary>
    public static SymbolTokenizer Tokenizer { get; } = new([Words], " ");

    /// <summary>What can be seen in each portrait.</summary>
    /// <param name="table">Of <see cref="FaceImages.Attributes"/>.</param>
    /// <returns>For each row attribute and value. The colour of hair is left out where there is none to be seen: on a
    /// bald head, under a cap, a beanie or a turban.</returns>
    public static IReadOnlyDictionary<string, string>[] Facts(TextTable table)
    {
        var columns = PortraitAttributes.All.Select(attribute => (attribute, Cells: table.Column(
            attribute.Name == "hair colour" ? "hairColor" : attribute.Name))).ToList();
        var hair = table.Column("hair");
        return [.. Enumerable.Range(0, table.Rows.Length).Select(row => (IReadOnlyDictionary<string, string>)columns
            .Where(column => column.attribute.Values.Contains(column.Cells[row])
                && !(column.attribute.Name == "hair colour" && Hidden.Contains(hair[row])))
            .ToDictionary(column => column.attribute.Name, column => column.Cells[row]))];
    }

    /// <summary>Some of the facts, drawn by chance.</summary>
    /// <param name="facts">Of one portrait.</param>
    /// <param name="count">How many; all, if there are fewer.</param>
    /// <param name="dice">Chooses which.</param>
    public static IReadOnlyDictionary<string, string> Some(
        IReadOnlyDictionary<string, string> facts, int count, Random dice)
    {
        var attributes = facts.Keys.ToArray();
        dice.Shuffle(attributes);
        return attributes.Take(count).ToDictionary(attribute => attribute, attribute => facts[attribute]);
    }

    /// <summary>One sentence that says these facts and nothing else, in small letters, without a full stop.</summary>
    /// <param name="facts">Attribute and value, at least one.</param>
    /// <param name="dice">Chooses the form, the synonyms and the order.</param>
    /// <exception cref="ArgumentException">No fact, or one that the portraits don't know.</exception>
    public static string Write(IReadOnlyDictionary<string, string> facts, Random dice)
    {
        if (facts.Count == 0) throw new ArgumentException("A caption needs at least one fact.", nameof(facts));
        foreach (var (attribute, value) in facts) Known(attribute, value);
        string One(string[] of) => of[dice.Next(of.Length)];
        var fits = Templates.Where(t => Slots(t).All(facts.ContainsKey)
            && facts.Keys.Except(Slots(t)).Any(attribute => attribute != "style")
            && (Slots(t).Contains("style") || !facts.ContainsKey("style"))).ToArray();
        if (fits.Length == 0) return Article($"a {One(Nouns[("style", facts["style"])])} portrait");   // style alone
        var template = One(fits);
        var slots = Slots(template);
        var list = facts.Where(fact => !slots.Contains(fact.Key)
                && !(fact.Key == "hair colour" && CarriesColour(facts.GetValueOrDefault("hair"))))
            .Select(fact => Noun(fact.Key, fact.Value)).ToArray();
        dice.Shuffle(list);
        var said = list.Length == 1 ? list[0] : string.Join(", ", list[..^1]) + " and " + list[^1];
        return Article(slots.Aggregate(template.Replace("{list}", said), (sentence, slot) =>
            sentence.Replace($"{{{slot}}}", slot switch
            {
                "style" => One(Nouns[("style", facts[slot])]),
                "mouth" => Moods[facts[slot]],
                _ => facts[slot],
            })));

        string Noun(string attribute, string value) => attribute switch
        {
            "hair colour" => $"{value} hair",
            "clothes" => One(ClothesForms).Replace(Sign, value),
            "background" => $"a {value} background",
            "hair" => Tidy(One(Nouns[(attribute, value)]).Replace(Sign, facts.GetValueOrDefault("hair colour", ""))),
            _ => One(Nouns[(attribute, value)]),
        };
    }

    /// <summary>The words of a sentence, small, without signs.</summary>
    public static string[] Split(string sentence) =>
        [.. Word().Matches(sentence.ToLowerInvariant()).Select(match =>
            Spellings.GetValueOrDefault(match.Value, match.Value))];

    /// <summary>Sentences as tokens, one for each word.</summary>
    /// <returns>Each ends with 2 and is padded with 0; int64, shape [sentences, longest + 1].</returns>
    /// <exception cref="ArgumentException">A word that is not among <see cref="Words"/>: the message names it. Of a
    /// sentence of the reader's own, <see cref="Read"/> the facts and <see cref="Write"/> them anew.</exception>
    public static Tensor Encode(IEnumerable<string> sentences) => Tokenizer.Encode([.. sentences.Select(Split)]);

    private static bool CarriesColour(string? hair) =>
        hair is not null && Nouns[("hair", hair)].All(phrase => phrase.Contains(Sign));

    private static void Known(string attribute, string value)
    {
        var known = PortraitAttributes.All.FirstOrDefault(a => a.Name == attribute)
            ?? throw new ArgumentException($"Portraits have no attribute '{attribute}'; they have "
                + $"{string.Join(", ", PortraitAttributes.All.Select(a => a.Name))}.");
        if (!known.Values.Contains(value))
            throw new ArgumentException($"'{value}' is no value of {attribute}: {string.Join(", ", known.Values)}.");
    }

    private static string[] Slots(string template) =>
        [.. Slot().Matches(template).Select(match => match.Groups[1].Value).Where(slot => slot != "list")];

    private static string[] Values(string name) =>
        PortraitAttributes.All.First(attribute => attribute.Name == name).Values;

    // Every phrase that Write uses, without its article.
    private static Dictionary<string, (string, string)[]> Written()
    {
        var table = new Dictionary<string, (string, string)[]>();
        void Add(string phrase, params (string, string)[] facts) => table[Bare(Tidy(phrase))] = facts;
        foreach (var (key, phrases) in Nouns.Where(noun => noun.Key.Attribute != "style"))
            foreach (var phrase in phrases)
            {
                Add(phrase.Replace(Sign, ""), key);
                if (!phrase.Contains(Sign)) continue;
                foreach (var colour in Values("hair colour"))
                    Add(phrase.Replace(Sign, colour), key, ("hair colour", colour));
            }
        foreach (var colour in Values("hair colour")) Add($"{colour} hair", ("hair colour", colour));
        foreach (var (mouth, mood) in Moods) Add(mood, ("mouth", mouth));
        foreach (var (key, styles) in Nouns.Where(noun => noun.Key.Attribute == "style"))
            foreach (var style in styles)
            {
                foreach (var of in new[] { "person", "face", "portrait", "drawing", "picture", "style" })
                    Add($"{style} {of}", key);
                foreach (var (mouth, mood) in Moods) Add($"{style} {mood}", key, ("mouth", mouth));
            }
        foreach (var colour in Values("clothes"))
        {
            foreach (var form in ClothesForms) Add(form.Replace(Sign, colour), ("clothes", colour));
            Add($"dressed in {colour}", ("clothes", colour));
        }
        foreach (var background in Values("background"))
            foreach (var form in new[] { "on {0}", "against {0}", "front of {0}", "{0} background", "{0} wall",
                "background is {0}" })
                Add(string.Format(CultureInfo.InvariantCulture, form, background), ("background", background));
        return table;
    }

    private static string Tidy(string phrase) => Blanks().Replace(phrase, " ").Trim();

    private static string Bare(string phrase) => Leading().Replace(phrase, "");

    private static string Article(string sentence) =>
        BeforeVowel().Replace(BeforeConsonant().Replace(sentence, "a "), "an ");

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Slot();

    [GeneratedRegex(@"[\p{L}\d]+(?:[-'’][\p{L}\d]+)*")]
    private static partial Regex Word();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();

    [GeneratedRegex(@"^an? ")]
    private static partial Regex Leading();

    [GeneratedRegex(@"\ba (?=[aeiou])")]
    private static partial Regex BeforeVowel();

    [GeneratedRegex(@"\ban (?=[^aeiou])")]
    private static partial Regex BeforeConsonant();
}
