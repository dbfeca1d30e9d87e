namespace GenAI.Kit.Plotting;

/// <summary>A colour: an index into the colour-blind-safe palette of Okabe and Ito, or "#rrggbb".</summary>
/// <param name="R">Red, 0 to 255.</param>
/// <param name="G">Green, 0 to 255.</param>
/// <param name="B">Blue, 0 to 255.</param>
public readonly record struct Ink(byte R, byte G, byte B)
{
    public static implicit operator Ink(int index) => Palette.Series[index % Palette.Series.Count];

    public static implicit operator Ink(string hex) =>
        hex.Length == 7 && hex[0] == '#' && int.TryParse(hex.AsSpan(1), NumberStyles.HexNumber, null, out var rgb)
            ? new((byte)(rgb >> 16), (byte)(rgb >> 8), (byte)rgb)
            : throw new ArgumentException($"\"{hex}\" is no colour: write \"#rrggbb\" or a palette index such as 0.");

    /// <summary>This colour mixed with another: 0 is this one, 1 the other.</summary>
    public Ink Mix(Ink other, double share) =>
        new(Mix(R, other.R, share), Mix(G, other.G, share), Mix(B, other.B, share));

    public override string ToString() => $"#{R:x2}{G:x2}{B:x2}";

    internal bool IsDark => 0.299 * R + 0.587 * G + 0.114 * B < 140;
    internal string Css(double opacity) => FormattableString.Invariant($"rgba({R},{G},{B},{opacity:0.##})");

    private static byte Mix(byte from, byte to, double share) => (byte)Math.Round(from + (to - from) * share);
}

/// <summary>The kit's colours. They stay apart for colour-blind readers, on light and on dark pages.</summary>
public static class Palette
{
    /// <summary>Okabe and Ito's set, 2008, in the order in which series take them: blue first; then two more, so that
    /// ten classes differ.</summary>
    public static IReadOnlyList<Ink> Series { get; } =
    [
        "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#4D4D4D", "#F0E442", "#7A3B00", "#A9A9A9",
    ];

    internal static readonly Ink White = "#FFFFFF", Text = "#2A2A2A", Axis = "#5A5A5A", Grid = "#E6E6E6";

    /// <summary>Viridis (Smith and van der Walt, 2015): even steps of lightness, for fields.</summary>
    internal static readonly ColourMap Viridis = new((Ink[])["#440154", "#482475", "#414487", "#355F8D", "#2A788E",
        "#21918C", "#22A884", "#44BF70", "#7AD151", "#BDDF26", "#FDE725"]);

    /// <summary>White to blue, for matrices whose cells carry numbers.</summary>
    internal static readonly ColourMap Blues = new((Ink[])["#F7FBFF", "#C6DBEF", "#6BAED6", "#2171B5", "#08306B"]);
}

/// <summary>Colours at places in [0, 1], mixed in between.</summary>
internal sealed class ColourMap((double At, Ink Ink)[] stops)
{
    public ColourMap(Ink[] even) : this([.. even.Select((ink, i) => ((double)i / (even.Length - 1), ink))]) { }

    public IReadOnlyList<(double At, Ink Ink)> Stops => stops;

    public Ink At(double share)
    {
        var above = 1;
        while (above < stops.Length - 1 && stops[above].At < share) above++;
        var (low, high) = (stops[above - 1], stops[above]);
        return low.Ink.Mix(high.Ink, Math.Clamp((share - low.At) / Math.Max(high.At - low.At, 1e-12), 0, 1));
    }
}
