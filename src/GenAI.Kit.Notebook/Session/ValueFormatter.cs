using System.Globalization;
using System.Numerics;
using System.Reflection;
using Microsoft.AspNetCore.Html;
using Microsoft.DotNet.Interactive.Formatting;

namespace GenAI.Kit.Notebook.Session;

/// <summary>Turns a value into its mime bundle: <see cref="Formatter"/> knows the type's preferred formats.</summary>
internal static class ValueFormatter
{
    private const string Text = PlainTextFormatter.MimeType;
    private static readonly Type[] Scalars =
    [
        typeof(bool), typeof(char), typeof(byte), typeof(sbyte), typeof(short), typeof(ushort), typeof(int),
        typeof(uint), typeof(long), typeof(ulong), typeof(float), typeof(double), typeof(Half), typeof(decimal),
        typeof(BigInteger), typeof(Complex), typeof(Guid), typeof(TimeSpan), typeof(DateTime), typeof(DateTimeOffset),
        typeof(DateOnly), typeof(TimeOnly), typeof(Enum),
    ];

    private static readonly HashSet<Type> seen = [];

    /// <summary>A number is text, not a table: jupyter_kernel_test, consoles and GitHub read text/plain.</summary>
    static ValueFormatter()
    {
        foreach (var type in Scalars)
        {
            Formatter.SetPreferredMimeTypesFor(type, Text);
            if (type != typeof(Enum) && type.IsAssignableTo(typeof(IFormattable)))
            {
                Formatter.Register(type, (value, writer) => writer.Write(Invariant(value)), Text);
            }
        }
    }

    public static MimeBundle Format(object? value, params string[] mimeTypes)
    {
        if (value is not null) Prepare(value.GetType());
        var wanted = mimeTypes.Length > 0 ? mimeTypes : [.. Formatter.GetPreferredMimeTypesFor(value?.GetType())];
        if (value is null && mimeTypes.Length == 0) wanted = [Text];
        var parts = wanted.Select(mime => KeyValuePair.Create(mime, value.ToDisplayString(mime))).ToList();
        if (mimeTypes.Length == 0 && !wanted.Contains(Text)) parts.Add(new(Text, PlainText(value!)));
        return new MimeBundle(parts);
    }

    private static string Invariant(object value) => value switch
    {
        DateTime or DateTimeOffset => ((IFormattable)value).ToString("u", CultureInfo.InvariantCulture),
        _ => ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture),
    };

    /// <summary>HTML has no faithful text form, so that of a string of HTML is the HTML itself.</summary>
    private static string PlainText(object value) => value switch
    {
        IHtmlContent html => html.ToString() ?? "",
        _ => value.ToDisplayString(Text),
    };

    /// <summary>A type with its own <c>ToHtml()</c> is shown by it.</summary>
    private static void Prepare(Type type)
    {
        lock (seen)
        {
            if (!seen.Add(type) || type == typeof(string)) return;
        }
        if (type.IsArray && type.GetArrayRank() > 1) NumberFormats.OfArray(type);
        var toHtml = type.GetMethod("ToHtml", BindingFlags.Public | BindingFlags.Instance, []);
        if (toHtml is null) return;
        if (toHtml.ReturnType != typeof(string) && !toHtml.ReturnType.IsAssignableTo(typeof(IHtmlContent))) return;
        Formatter.Register(type, (value, writer) => writer.Write(toHtml.Invoke(value, null)), HtmlFormatter.MimeType);
        Formatter.SetPreferredMimeTypesFor(type, HtmlFormatter.MimeType);
    }
}
