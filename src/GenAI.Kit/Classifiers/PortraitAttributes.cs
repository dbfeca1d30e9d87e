using GenAI.Kit.Data;
using static TorchSharp.torch;

namespace GenAI.Kit.Classifiers;

/// <summary>The fixed list of what can be seen in <see cref="Datasets.Portraits"/>; data/README.md explains it.
/// </summary>
/// <remarks>Lessons 1.3 and 5.3. Values are the words of the table.</remarks>
public static class PortraitAttributes
{
    /// <summary>The attributes, in the order of the columns of <see cref="Labels"/>.</summary>
    public static IReadOnlyList<FaceAttribute> All { get; } =
    [
        new("style", "flat", "toon", "ink"),
        new("hair", "bald", "short", "curly", "spiky", "mohawk", "bun", "bob", "pigtails", "shoulder", "long", "cap",
            "beanie", "turban"),
        new("hair colour", "black", "brown", "blond", "red", "grey", "pink", "blue", "green"),
        new("skin", "pale", "light", "tan", "brown", "dark"),
        new("eyes", "open", "closed", "wink", "glasses", "sunglasses"),
        new("mouth", "smile", "grin", "open", "pout", "sad", "angry", "nervous"),
        new("beard", "none", "stubble", "moustache", "goatee", "beard"),
        new("earrings", "no", "yes"),
        new("clothes", "blue", "teal", "purple", "green", "red", "yellow", "pink", "black", "white"),
        new("background", "sky", "lilac", "rose", "peach", "mint", "sand"),
    ];

    /// <summary>The attributes of each portrait.</summary>
    /// <param name="table">Of <see cref="FaceImages.Attributes"/>, N rows.</param>
    /// <returns>int64, shape [N, number of attributes];
    /// <see cref="FaceAttributes.Hidden"/> where nothing can be seen:
    /// the colour of hair that a hat covers, or that isn't there.</returns>
    public static Tensor Labels(TextTable table) => stack([.. All.Select(attribute => tensor(
        table.Column(attribute.Name == "hair colour" ? "hairColor" : attribute.Name)
            .Select(value => (long)Array.IndexOf(attribute.Values, value)).ToArray()))], dim: 1);
}
