using ScottPlot;
using SkiaSharp;

namespace GenAI.Kit.Plotting;

/// <summary>DejaVu Sans from this assembly's resources: text looks the same everywhere, with no font
/// installed.</summary>
internal sealed class ShippedFont : IFontResolver
{
    public const string Name = "DejaVu Sans";
    public static readonly SKTypeface Regular = Load("DejaVuSans.ttf"), Bold = Load("DejaVuSans-Bold.ttf");
    private static readonly Lazy<bool> Registered = new(() =>
    {
        ScottPlot.Fonts.FontResolvers.Insert(0, new ShippedFont());
        return true;
    });

    public static void Register() => _ = Registered.Value;

    public static SKFont At(float size, bool bold = false) =>
        new(bold ? Bold : Regular, size) { Edging = SKFontEdging.Antialias, Subpixel = true };

    public static float Width(string text, float size, bool bold = false)
    {
        using var font = At(size, bold);
        return font.MeasureText(text);
    }

    /// <summary>The text, or as much of it as that many pixels hold, and "…".</summary>
    public static string Cut(string text, float size, double pixels, bool bold = false)
    {
        using var font = At(size, bold);
        if (font.MeasureText(text) <= pixels) return text;
        var kept = text[..font.BreakText(text, (float)pixels - font.MeasureText("…"))];
        return (char.IsHighSurrogate(kept.LastOrDefault()) ? kept[..^1] : kept).TrimEnd() + "…";
    }

    /// <summary>The size, or as much less as the text needs to fit into that many pixels. Letters stand at whole
    /// pixels, and a text of half the size is wider than half: it is measured anew.</summary>
    public static float Fit(string text, float size, double pixels, bool bold = false)
    {
        while (size > 4 && Width(text, size, bold) is var width && width > pixels)
            size *= (float)Math.Min(pixels / width, 0.98);
        return size;
    }

    public SKTypeface? CreateTypeface(string fontName, FontWeight weight, FontSlant slant, FontSpacing spacing) =>
        CreateTypeface(fontName, weight >= FontWeight.SemiBold, italic: false);

    public SKTypeface? CreateTypeface(string fontName, bool bold, bool italic) =>
        fontName != Name ? null : bold ? Bold : Regular;

    private static SKTypeface Load(string resource)
    {
        using var stream = typeof(ShippedFont).Assembly.GetManifestResourceStream(resource)!;
        using var data = SKData.Create(stream);
        return SKTypeface.FromData(data);
    }
}
