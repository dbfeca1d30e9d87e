using GenAI.Kit.Data;
using static TorchSharp.torch;

namespace GenAI.Kit.Classifiers;

/// <summary>Something that can be seen in a face, one of several values.</summary>
/// <param name="Name">Such as "hair colour".</param>
/// <param name="Values">Their names: label 0 is the first.</param>
public sealed record FaceAttribute(string Name, params string[] Values);

/// <summary>The fixed list of what can be seen in <see cref="Datasets.Faces"/>; data/README.md explains it.</summary>
/// <remarks>
/// Lessons 1.3 and 5.3. Near shades are one value. Left out because 16×16 pixels don't show them: beard (a net gets
/// 0.5 of balanced accuracy, chance) and accessories (0.7, hair hides them); eyes, glasses' and lips' colours.
/// </remarks>
public static class FaceAttributes
{
    /// <summary>A label where the attribute can't be seen, as hair colour under a hat.</summary>
    public const long Hidden = -1;

    /// <summary>The attributes, in the order of the columns of <see cref="Labels"/>.</summary>
    public static IReadOnlyList<FaceAttribute> All { get; } =
    [
        new("glasses", "none", "glasses"),
        new("hat", "none", "hat"),
        new("hair", "short", "long"),
        new("hair colour", "black", "brown", "light brown", "blond", "red", "green", "blue"),
        new("skin", "very light", "light", "tan", "dark"),
        new("mouth", "sad", "happy"),
        new("clothes", "blue", "green", "red", "yellow"),
        new("background", "blue", "pink", "lilac", "purple", "peach"),
    ];

    private static readonly string[][] Colours =
    [
        ["#28150a", "#603015 #603a14 #611c17 #612616", "#83623b #a78961", "#cab188", "#bd1700", "#91cb15", "#009bbd"],
        ["#ffdbac #f5cfa0", "#eac393 #e0b687", "#cb9e6e #b68655", "#a26d3d #8d5524"],
        ["#03396c #428bca #5bc0de", "#00b159 #44c585 #88d8b0", "#d11141 #ae0001 #ff6f69", "#ffd969 #ffc425 #ffeead"],
        ["#b6e3f4", "#ffd5dc", "#d1d4f9", "#c0aede", "#ffdfbf"],
    ];

    /// <summary>The attributes of each face.</summary>
    /// <param name="table">Of <see cref="FaceImages.Attributes"/>, N rows.</param>
    /// <returns>int64, shape [N, number of attributes]; <see cref="Hidden"/> where nothing can be seen.</returns>
    public static Tensor Labels(TextTable table)
    {
        var columns = new[]
        {
            table.Column("glasses").Select(Present),
            table.Column("hat").Select(Present),
            table.Column("hair").Select(hair => hair.StartsWith("long") ? 1L : 0),
            table.Column("hairColor").Zip(table.Column("hat"), (hair, hat) => hat == "" ? Shade(0, hair) : Hidden),
            table.Column("skinColor").Select(colour => Shade(1, colour)),
            table.Column("mouth").Select(mouth => mouth.StartsWith("happy") ? 1L : 0),
            table.Column("clothingColor").Select(colour => Shade(2, colour)),
            table.Column("primaryBackgroundColor").Select(colour => Shade(3, colour)),
        };
        return stack([.. columns.Select(column => tensor(column.ToArray()))], dim: 1);
    }

    private static long Present(string value) => value == "" ? 0 : 1;

    private static long Shade(int list, string colour) => Array.FindIndex(Colours[list], c => c.Contains(colour));
}
