using System.Text.RegularExpressions;
using static GenAI.Kit.Multimodal.PortraitPhrases;

namespace GenAI.Kit.Multimodal;

// The parser. It reads whatever a student may type: phrases that Write says and others, clause by clause.
public static partial class PortraitCaptions
{
    private const string Mark = ",";                         // between clauses; other signs are read as this

    private static readonly HashSet<string> Negators =
        ["no", "not", "without", "never", "neither", "nor", "nobody", "except", "minus", "cannot", "less"];

    private static readonly HashSet<string> EndsOfDenial = ["with", "but", "has", "wears", "in", "on"];

    private static readonly HashSet<string> Articles = ["a", "an", "the", "any"];

    private static readonly HashSet<string> OnlyRead =
    [
        "the", "any", "yes", "or", "but", "it", "be", "should", "want", "i", "would", "like", "very", "have",
    ];

    // An adjective may stand before a comma: "long, red hair", "a toon, grinning person". But not "in black, hair …".
    private static readonly HashSet<string> NotBeforeAdjectives =
        ["in", "on", "of", "is", "are", "against", "dressed", "wearing", "wears"];

    /// <summary>The facts that a sentence states: in each clause, at each place, the longest known phrase. What is
    /// denied ("no glasses") is unknown, unless the portraits have a word for it ("no beard").</summary>
    /// <param name="sentence">Any English; capitals don't matter.</param>
    public static Reading Read(string sentence)
    {
        var reader = new Reader(Clauses(sentence));
        while (reader.Next()) { }
        return reader.Done();
    }

    // Words and marks between clauses. "hair: red" and "glasses? no" are read as "hair is red", "glasses is no".
    private static string[] Clauses(string sentence)
    {
        var small = sentence.ToLowerInvariant().Replace('’', '\'').Replace("-haired", " hair")
            .Replace("-skinned", " skin");
        string[] all = [.. WordOrSign().Matches(small).Select(match => match.Value switch
        {
            ":" or "?" => "is",
            "&" or "+" => "and",
            var word when !char.IsLetterOrDigit(word[0]) => Mark,
            var word => Spellings.GetValueOrDefault(word, word),
        })];
        return [.. all.Where((word, at) => word != Mark || !BetweenAdjectives(all, at))];
    }

    private static bool BetweenAdjectives(string[] words, int comma)
    {
        if (comma == 0 || comma == words.Length - 1) return false;
        var before = comma == 1 ? Mark : words[comma - 2];
        if (before != Mark && !Fillers.Contains(before) || NotBeforeAdjectives.Contains(before)) return false;
        string[] joined = [words[comma - 1], .. words[(comma + 1)..].TakeWhile(word => word != Mark)];
        return Enumerable.Range(2, Math.Max(0, Math.Min(Longest, joined.Length) - 1))
            .Any(n => Phrases.ContainsKey(string.Join(' ', joined[..n])));
    }

    internal static bool IsNegator(string[] words, int at) => Negators.Contains(words[at])
        || words[at].EndsWith("n't", StringComparison.Ordinal)
        || words[at] == "but" && at > 0 && words[at - 1] is "everything" or "anything" or "all";

    // One pass over the words of a sentence.
    private sealed class Reader(string[] words)
    {
        private readonly Dictionary<string, string> facts = [];
        private readonly List<string> unknown = [], twice = [];
        private string? covered;                             // hair of a colour, where none is seen
        private int at, lastUnknown = -1;
        private int denied = -1;                             // where a denial began whose object has not come yet
        private bool denying;
        private string negator = "";                         // that began it

        public bool Next()
        {
            if (at >= words.Length) return false;
            var length = LengthAt(at);
            if (words[at] == Mark || denying && Ends()) EndDenial();
            if (length > 0) Phrase(length);
            else if (IsNegator(words, at)) Deny();
            else if (denied < 0 && words[at] != Mark && !Fillers.Contains(words[at]) && !OnlyRead.Contains(words[at]))
                Unknown(words[at]);
            at += Math.Max(1, length);
            return true;
        }

        public Reading Done()
        {
            EndDenial();
            if (facts.TryGetValue("hair colour", out var colour)
                && Hidden.Contains(facts.GetValueOrDefault("hair", "")))
            {
                facts.Remove("hair colour");
                unknown.Add(covered = $"{colour} hair");
            }
            return new(facts, unknown, twice) { Covered = covered };
        }

        private void Phrase(int length)
        {
            var said = string.Join(' ', words[at..(at + length)]);
            var negated = IsNegator(words, at);              // "no beard": a phrase of its own
            if (!denying && DeniedBehind(at + length) is > 0 and var more)
            {
                Denied(said, $"no {said}");
                at += more;
            }
            else if (!denying || negated) State(Phrases[said]);
            else
            {
                Denied(said, denied < 0 ? $"no {said}" : string.Join(' ', words[denied..(at + length)]));
                denied = -1;
            }
            var goesOn = words.ElementAtOrDefault(at + length) is "or" or "nor" or "and";
            if (negated) negator = words[at];
            denying = (denying || negated) && goesOn;
        }

        private void Denied(string said, string whole)
        {
            if (Phrases.TryGetValue($"no {said}", out var without)) State(without);
            else Unknown(whole);
        }

        private void Deny()
        {
            if (!denying) negator = words[at];
            (denying, denied) = (true, denied < 0 ? at : denied);
        }

        // "no glasses and a red shirt" denies glasses only, "without glasses and beard" both.
        private bool Ends() => words[at] == "and"
            ? negator == "no" || Articles.Contains(words.ElementAtOrDefault(at + 1) ?? "")
            : EndsOfDenial.Contains(words[at]) && !IsNegator(words, at) && words[at - 1] != "nobody";

        private void EndDenial()
        {
            if (denied >= 0) Unknown(string.Join(' ', words[denied..at]));
            (denying, denied) = (false, -1);
        }

        // "glasses: no", "earrings? none": how many words deny what stands before them.
        private int DeniedBehind(int from)
        {
            var no = words.ElementAtOrDefault(from) is "is" or "are" ? from + 1 : from;
            return words.ElementAtOrDefault(no) is "no" or "none" or "not" or "never"
                && (words.ElementAtOrDefault(no + 1) ?? Mark) == Mark ? no + 1 - from : 0;
        }

        // "A moustache but no beard" says one thing, in whatever order; "a beard and no beard" says two.
        private void State((string Attribute, string Value)[] said)
        {
            foreach (var (attribute, value) in said)
            {
                var before = facts.GetValueOrDefault(attribute, value);
                if (before == value || before == "none" && value != "beard") facts[attribute] = value;
                else if (value != "none" || before == "beard") twice.Add(attribute);
            }
        }

        // Neighbours are joined: "green hat".
        private void Unknown(string said)
        {
            if (lastUnknown == at - 1 && unknown.Count > 0 && denied < 0) unknown[^1] += " " + said;
            else unknown.Add(said);
            lastUnknown = at;
        }

        private int LengthAt(int from) =>
            Enumerable.Range(1, Math.Max(0, Math.Min(Longest, words.Length - from))).Reverse()
                .FirstOrDefault(n => Phrases.ContainsKey(string.Join(' ', words[from..(from + n)])));
    }

    // What people say as well.
    private static Dictionary<string, (string, string)[]> AlsoRead(Dictionary<string, (string, string)[]> table)
    {
        void Add(string phrase, params (string, string)[] facts) => table.TryAdd(phrase, facts);
        foreach (var (phrase, attribute, value) in OfPeople) Add(phrase, (attribute, value));
        var denials = table.Where(p => p.Key.StartsWith("no ", StringComparison.Ordinal)).ToArray();
        foreach (var (without, facts) in denials)
            foreach (var negator in new[] { "without", "without a", "without an", "without any" })
                Add($"{negator} {without[3..]}", facts);
        foreach (var hair in new[] { "short", "curly", "spiky", "long" }) Add($"hair is {hair}", ("hair", hair));
        foreach (var colour in Values("hair colour"))
        {
            Add($"hair is {colour}", ("hair colour", colour));
            foreach (var hair in new[] { "short", "curly", "spiky", "long" })
                Add($"{colour} {hair} hair", ("hair", hair), ("hair colour", colour));
            Add($"shoulder length {colour} hair", ("hair", "shoulder"), ("hair colour", colour));
        }
        foreach (var colour in Values("clothes"))
            foreach (var form in new[] { "shirt is {0}", "top is {0}", "clothes are {0}", "clothes is {0}",
                "dressed in a {0} shirt", "dressed in {0} clothes" })
                Add(form.Replace("{0}", colour), ("clothes", colour));
        foreach (var background in Values("background"))
            foreach (var form in new[] { "on the", "on a", "against a", "in front of a", "front of a" })
                Add($"{form} {background}", ("background", background));
        foreach (var skin in Values("skin"))
            foreach (var of in new[] { "person", "face", "complexion" }) Add($"{skin} {of}", ("skin", skin));
        return table;
    }

    private static IEnumerable<(string, string, string)> OfPeople =>
    [
        ("bald", "hair", "bald"), ("curly", "hair", "curly"), ("spiky", "hair", "spiky"),
        ("shoulder length hair", "hair", "shoulder"), ("earring", "earrings", "yes"),
        ("no earring", "earrings", "no"), ("earrings is yes", "earrings", "yes"), ("eyes closed", "eyes", "closed"),
        ("eyes open", "eyes", "open"), ("winking", "eyes", "wink"), ("mouth open", "mouth", "open"),
        ("in ink", "style", "ink"), ("with ink", "style", "ink"), ("ink", "style", "ink"),
        ("cartoon", "style", "toon"), ("bearded", "beard", "beard"), ("clean-shaven", "beard", "none"),
        ("clean shaven", "beard", "none"),
    ];

    [GeneratedRegex(@"[\p{L}\d]+(?:[-'][\p{L}\d]+)*|[^\s\p{L}\d'""“”-]")]
    private static partial Regex WordOrSign();
}
