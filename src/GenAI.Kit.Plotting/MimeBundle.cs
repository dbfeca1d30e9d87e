namespace GenAI.Kit.Plotting;

/// <summary>What a notebook shows of a value: one text for each mime type, base64 for image/png.</summary>
public interface IMimeBundle
{
    IReadOnlyDictionary<string, string> ToMimeBundle();
}

/// <summary>Tells .NET Interactive and the kit's own kernel, which match it by name, how a type formats
/// itself.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class TypeFormatterSourceAttribute(Type formatterSourceType) : Attribute
{
    public Type FormatterSourceType => formatterSourceType;
    public string[] PreferredMimeTypes { get; set; } = [];
}

/// <summary>The mime types that the kit's pictures carry. None of them is text/html.</summary>
public static class MimeTypes
{
    public const string Plotly = "application/vnd.plotly.v1+json";
    public const string Png = "image/png";
    public const string Text = "text/plain";
}

/// <summary>Writes one mime type of an <see cref="IMimeBundle"/>.</summary>
public sealed class MimeFormatter(string mimeType)
{
    public string MimeType => mimeType;

    public bool Format(object value, TextWriter writer)
    {
        if (value is not IMimeBundle source) return false;
        if (!source.ToMimeBundle().TryGetValue(mimeType, out var text)) return false;
        writer.Write(text);
        return true;
    }
}

/// <summary>Formatters of what is interactive, a picture and a text: <see cref="Figure"/>.</summary>
public sealed class FigureFormatters
{
    public IEnumerable<object> CreateTypeFormatters() =>
        [new MimeFormatter(MimeTypes.Plotly), new MimeFormatter(MimeTypes.Png), new MimeFormatter(MimeTypes.Text)];
}

/// <summary>Formatters of what is a picture and a text: <see cref="ImageGrid"/>, <see cref="Animation"/>.</summary>
public sealed class PictureFormatters
{
    public IEnumerable<object> CreateTypeFormatters() =>
        [new MimeFormatter(MimeTypes.Png), new MimeFormatter(MimeTypes.Text)];
}
