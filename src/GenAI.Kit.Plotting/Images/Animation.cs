using GenAI.Kit.Contract;

namespace GenAI.Kit.Plotting;

/// <summary>Figures or image grids shown one after another, in a loop: an animated PNG. Where animation is not
/// supported, the first frame shows.</summary>
[TypeFormatterSource(typeof(PictureFormatters), PreferredMimeTypes = [MimeTypes.Png, MimeTypes.Text])]
public sealed class Animation : IMimeBundle
{
    private readonly byte[] png;
    private string? alt;

    /// <param name="frames">All of one size. Figures need xRange and yRange, or their axes jump.</param>
    /// <param name="seconds">How long each frame stays.</param>
    /// <param name="hold">How long the last frame stays.</param>
    public Animation(IEnumerable<IPicture> frames, double seconds = 0.2, double hold = 1.5)
    {
        var all = frames.ToArray();
        if (all.Length == 0) throw new ArgumentException("An animation needs at least one frame.");
        png = ApngWriter.Join([.. all.Select(f => f.ToPng())], seconds, hold);
        DefaultAlt = $"Animation of {all.Length} frames. First: {all[0].AltText} Last: {all[^1].AltText}";
    }

    /// <summary>Sets the text for those who can't see the animation.</summary>
    public Animation Alt(string text)
    {
        alt = text;
        return this;
    }

    /// <summary>What it shows, in words.</summary>
    public string AltText => alt ?? DefaultAlt;

    /// <summary>The animated PNG file's bytes.</summary>
    public byte[] ToPng() => png;

    /// <summary>Writes the PNG file; one that is there already is replaced.</summary>
    public void SavePng(string path) => AtomicFile.Write(path, file => file.Write(png));
    public override string ToString() => AltText;

    public IReadOnlyDictionary<string, string> ToMimeBundle() => new Dictionary<string, string>
    { [MimeTypes.Png] = Convert.ToBase64String(png), [MimeTypes.Text] = AltText };

    private string DefaultAlt { get; }
}
