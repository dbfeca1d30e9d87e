namespace GenAI.Kit.Plotting;

/// <summary>What a notebook shows of a value: one text for each mime type, base64 for image/png.</summary>
public interface IMimeBundle
{
    /// <summary>The value in each format: mime type to text, base64 for pictures.</summary>
    IReadOnlyDictionary<string, string> ToMimeBundle();
}

/// <summary>Tells .NET Interactive and the kit's own kernel, which match it by name, how a type formats
/// itself.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class TypeFormatterSourceAttribute(Type formatterSourceType) : Attribute
{
    /// <summary>The class that makes the formatters.</summary>
    public Type FormatterSourceType => formatterSourceType;

    /// <summary>The formats to show, the best first.</summary>
    public string[] PreferredMimeTypes { get; set; } = [];
}

/// <summary>The mime types that the kit's pictures carry. None of them is text/html.</summary>
public static class MimeTypes
{
    /// <summary>A Plotly figure as JSON.</summary>
    public const string Plotly = "application/vnd.plotly.v1+json";

    /// <summary>A picture, in base64.</summary>
    public const string Png = "image/png";

    /// <summary>What it shows, in words.</summary>
    public const string Text = "text/plain";
}

/// <summary>Writes one mime type of an <see cref="IMimeBundle"/>.</summary>
public sealed class MimeFormatter(string mimeType)
{
    /// <summary>The format that it writes.</summary>
    public string MimeType => mimeType;

    /// <summary>Writes the value in this format; false if it has none such.</summary>
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
    /// <summary>One formatter for each format, as the convention asks.</summary>
    public IEnumerable<object> CreateTypeFormatters() =>
        [new MimeFormatter(MimeTypes.Plotly), new MimeFormatter(MimeTypes.Png), new MimeFormatter(MimeTypes.Text)];
}

/// <summary>Formatters of what is a picture and a text: <see cref="ImageGrid"/>, <see cref="Animation"/>.</summary>
public sealed class PictureFormatters
{
    /// <summary>One formatter for each format, as the convention asks.</summary>
    public IEnumerable<object> CreateTypeFormatters() =>
        [new MimeFormatter(MimeTypes.Png), new MimeFormatter(MimeTypes.Text)];
}
