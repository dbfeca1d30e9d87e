namespace GenAI.Kit.Multimodal;

/// <summary>The words of <see cref="PortraitCaptions"/>: how each value of an attribute is said, and the forms of
/// sentences.</summary>
internal static class PortraitPhrases
{
    public const string Sign = "·";                         // stands for a colour in the phrases below

    // Attribute, value, and how it can be said; "a" and "an" are put there by Write.
    public static readonly Dictionary<(string Attribute, string Value), string[]> Nouns = new()
    {
        [("style", "flat")] = ["flat"],
        [("style", "toon")] = ["toon", "cartoon"],
        [("style", "ink")] = ["ink", "inked"],
        [("hair", "bald")] = ["a bald head", "no hair"],
        [("hair", "short")] = [$"short {Sign} hair"],
        [("hair", "curly")] = [$"curly {Sign} hair", $"{Sign} curls"],
        [("hair", "spiky")] = [$"spiky {Sign} hair", $"{Sign} spikes"],
        [("hair", "mohawk")] = [$"a {Sign} mohawk"],
        [("hair", "bun")] = [$"a {Sign} bun", $"{Sign} hair in a bun"],
        [("hair", "bob")] = [$"a {Sign} bob"],
        [("hair", "pigtails")] = [$"{Sign} pigtails"],
        [("hair", "shoulder")] = [$"shoulder-length {Sign} hair"],
        [("hair", "long")] = [$"long {Sign} hair"],
        [("hair", "cap")] = ["a cap"],
        [("hair", "beanie")] = ["a beanie", "a woollen hat"],
        [("hair", "turban")] = ["a turban"],
        [("skin", "pale")] = ["pale skin", "a pale complexion"],
        [("skin", "light")] = ["light skin", "a light complexion"],
        [("skin", "tan")] = ["tan skin", "tanned skin"],
        [("skin", "brown")] = ["brown skin", "a brown complexion"],
        [("skin", "dark")] = ["dark skin", "a dark complexion"],
        [("eyes", "open")] = ["open eyes"],
        [("eyes", "closed")] = ["closed eyes", "eyes shut"],
        [("eyes", "wink")] = ["a wink", "one eye closed"],
        [("eyes", "glasses")] = ["glasses", "spectacles"],
        [("eyes", "sunglasses")] = ["sunglasses", "dark glasses"],
        [("mouth", "smile")] = ["a smile", "a smiling mouth"],
        [("mouth", "grin")] = ["a grin", "a broad grin"],
        [("mouth", "open")] = ["an open mouth"],
        [("mouth", "pout")] = ["a pout", "pouting lips"],
        [("mouth", "sad")] = ["a sad mouth", "a sad look"],
        [("mouth", "angry")] = ["an angry mouth", "an angry look"],
        [("mouth", "nervous")] = ["a nervous mouth", "a nervous look"],
        [("beard", "none")] = ["no beard", "a shaven chin"],
        [("beard", "stubble")] = ["stubble"],
        [("beard", "moustache")] = ["a moustache", "a mustache"],
        [("beard", "goatee")] = ["a goatee"],
        [("beard", "beard")] = ["a beard", "a full beard"],
        [("earrings", "no")] = ["no earrings"],
        [("earrings", "yes")] = ["earrings"],
    };

    // In front of a noun, or after it: "a grinning person".
    public static readonly Dictionary<string, string> Moods = new()
    {
        ["smile"] = "smiling", ["grin"] = "grinning", ["open"] = "open-mouthed", ["pout"] = "pouting",
        ["sad"] = "sad", ["angry"] = "angry", ["nervous"] = "nervous",
    };

    public static readonly string[] ClothesForms = [$"a {Sign} shirt", $"{Sign} clothes", $"a {Sign} top"];

    // What stands in braces is taken out of the list.
    public static readonly string[] Templates =
    [
        "a person with {list}",
        "someone with {list}",
        "somebody with {list}",
        "a face with {list}",
        "this person has {list}",
        "the portrait shows {list}",
        "a picture of someone who has {list}",
        "here is somebody with {list}",
        "a {mouth} person with {list}",
        "a {mouth} face with {list}",
        "somebody {mouth}, with {list}",
        "a {style} person with {list}",
        "a {style} face with {list}",
        "a {style} portrait of someone with {list}",
        "a {style} drawing of a person with {list}",
        "someone with {list}, in {style} style",
        "a person with {list}, drawn in {style} style",
        "in {style} style, a person who has {list}",
        "a {style} picture: {list}",
        "a {style}, {mouth} person with {list}",
        "a {mouth} {style} person with {list}",
        "a {style} portrait of somebody {mouth}, with {list}",
        "a person with {list} on a {background} background",
        "someone with {list} against {background}",
        "in front of a {background} wall, a person with {list}",
        "on {background}, somebody with {list}",
        "the background is {background}, and the person has {list}",
        "a {mouth} person on {background}, with {list}",
        "a person dressed in {clothes}, with {list}",
        "someone in {clothes} clothes who has {list}",
        "a {clothes} shirt and {list}",
        "dressed in {clothes}, somebody with {list}",
        "a {mouth} person in a {clothes} top, with {list}",
        "a {style} person on {background} with {list}",
        "a {style} portrait against {background}: {list}",
        "on a {background} background, a {style} face with {list}",
        "a {style} person with {list} in front of {background}",
        "a {mouth} {style} face with {list} on {background}",
        "a {style} person dressed in {clothes}, with {list}",
        "a {style} drawing of someone in a {clothes} shirt, with {list}",
        "a person in a {clothes} shirt on {background}, with {list}",
        "a {style} person in a {clothes} shirt on a {background} background, with {list}",
        "a {style} portrait on {background}: somebody in {clothes} clothes with {list}",
        "a {mouth} {style} person dressed in {clothes} on {background}, with {list}",
    ];

    // Hair of these can't be seen: a colour in the table is that of the beard.
    public static readonly string[] Hidden = ["bald", "cap", "beanie", "turban"];

    public static readonly Dictionary<string, string> Spellings = new() { ["gray"] = "grey", ["blonde"] = "blond" };

    public static readonly HashSet<string> Fillers =
    [
        "a", "an", "the", "and", "with", "in", "on", "of", "is", "has", "who", "that", "this", "here", "person",
        "people", "someone", "somebody", "face", "portrait", "picture", "drawing", "drawn", "shows", "style",
        "background", "wall", "front", "against", "are", "dressed", "wearing", "wears", "head", "to", "please",
        "draw", "me", "paint", "show",
    ];
}
