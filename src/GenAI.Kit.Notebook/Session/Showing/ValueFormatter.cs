using System.Globalization;
using System.Numerics;
using System.Reflection;
using System.Runtime.ExceptionServices;
using System.Text.RegularExpressions;
using GenAI.Kit.Notebook.Session.Running;
using Microsoft.AspNetCore.Html;
using Microsoft.DotNet.Interactive.Formatting;

namespace GenAI.Kit.Notebook.Session.Showing;

/// <summary>Turns a value into its mime bundle: <see cref="Formatter"/> knows the type's preferred formats.</summary>
internal static partial class ValueFormatter
{
    private const string Text = PlainTextFormatter.MimeType;
    private const int Most = 10_000;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private static readonly Type[] Scalars =
    [
        typeof(bool), typeof(char), typeof(byte), typeof(sbyte), typeof(short), typeof(ushort), typeof(int),
        typeof(uint), typeof(long), typeof(ulong), typeof(float), typeof(double), typeof(Half), typeof(decimal),
        typeof(BigInteger), typeof(Complex), typeof(Guid), typeof(TimeSpan), typeof(DateTime), typeof(DateTimeOffset),
        typeof(DateOnly), typeof(TimeOnly), typeof(Enum),
    ];

    private static readonly HashSet<Type> Seen = [];

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

    /// <summary>Never fails for what the value does: what can't be shown in full is told as text.</summary>
    /// <exception cref="OperationCanceledException">The cell was interrupted meanwhile.</exception>
    public static MimeBundle Format(object? value, params string[] mimeTypes)
    {
        if (value is null or string || Array.IndexOf(Scalars, value.GetType()) >= 0) return Bundle(value, mimeTypes);
        var (bundle, error) = FormatGuard.Run(() => Bundle(value, mimeTypes), Limit);
        return bundle ?? new MimeBundle(Text, Failed(value, error!));
    }

    /// <summary>A format that fails is left out while there is another.</summary>
    private static MimeBundle Bundle(object? value, string[] mimeTypes)
    {
        if (value is not null) Prepare(value.GetType());
        if (value is not (null or string)) Nesting.Guard(value);
        var wanted = mimeTypes.Length > 0 ? mimeTypes : [.. Formatter.GetPreferredMimeTypesFor(value?.GetType())];
        if (value is null && mimeTypes.Length == 0) wanted = [Text];
        var parts = new List<KeyValuePair<string, string>>();
        var errors = new List<Exception>();
        foreach (var mime in mimeTypes.Length == 0 ? wanted.Append(Text).Distinct() : wanted)
        {
            if (CellContext.Current is { IsOver: true }) throw new OperationCanceledException();      // no second try
            try
            {
                parts.Add(new(mime, mime == Text && !wanted.Contains(Text) ? PlainText(value!) : Write(value, mime)));
            }
            catch (Exception e) when (e is not OperationCanceledException) { errors.Add(Cause(e)); }
        }
        if (parts.Count == 0) ExceptionDispatchInfo.Throw(errors[0]);
        return errors.Count == 0 || parts.Exists(part => part.Key != Text) ? new MimeBundle(parts)
            : new MimeBundle(Text, $"{parts[0].Value}\n{Note(value!, errors[0])}");
    }

    /// <exception cref="TooLongException">It is too much to be shown.</exception>
    private static string Write(object? value, string mime)
    {
        var isTree = value is not (string or IHtmlContent) && mime.StartsWith("text/") && !IsKnown(value, mime);
        using var writer = new BoundedWriter(isTree ? 2_000_000 : 1 << 30);
        using (var context = new FormatContext(writer)) value.FormatTo(context, mime);
        return writer.ToString();
    }

    /// <summary>Whether somebody said how such values are shown: a picture of several megabytes is as they want it.
    /// </summary>
    private static bool IsKnown(object? value, string mime) => Formatter.RegisteredFormatters(includeDefaults: false)
        .Any(formatter => formatter.MimeType == mime && formatter.Type.IsInstanceOfType(value));

    /// <summary>The value by its own <c>ToString</c>, or by its type's name, and why.</summary>
    private static string Failed(object value, Exception error)
    {
        var type = NameOf(value);
        var (own, failed) = error is InsufficientExecutionStackException or TimeoutException ? (null, error)
            : FormatGuard.Run(() => value.ToString(), TimeSpan.FromSeconds(2));
        var text = failed is null && own is not null && own != value.GetType().ToString() ? own : type;
        return $"{(text.Length > Most ? text[..Most] + " …" : text)}\n{Note(value, error)}";
    }

    private static string Note(object value, Exception error) => error switch
    {
        InsufficientExecutionStackException =>
            $"({NameOf(value)} holds itself, or is nested too deep to be shown.)",
        TimeoutException or TooLongException => $"(It can't be shown in full: {error.Message}.)",
        _ => $"(The formatter of {NameOf(value)} failed: {error.GetType().Name}: {error.Message})",
    };

    /// <summary>The type as it was written, without the class that a cell is.</summary>
    private static string NameOf(object value) => CellClass().Replace(value.GetType().ToDisplayString(Text), "");

    private static Exception Cause(Exception e) =>
        e is TargetInvocationException { InnerException: { } cause } ? Cause(cause) : e;

    [GeneratedRegex(@"\bCell\d+[+.]")]
    private static partial Regex CellClass();

    private static string Invariant(object value) => value switch
    {
        DateTime or DateTimeOffset => ((IFormattable)value).ToString("u", CultureInfo.InvariantCulture),
        _ => ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture),
    };

    /// <summary>HTML has no faithful text form, so that of a string of HTML is the HTML itself.</summary>
    private static string PlainText(object value) => value switch
    {
        IHtmlContent html => html.ToString() ?? "",
        _ => Write(value, Text),
    };

    /// <summary>A type with its own <c>ToHtml()</c> is shown by it.</summary>
    private static void Prepare(Type type)
    {
        lock (Seen)
        {
            if (!Seen.Add(type) || type == typeof(string)) return;
        }
        if (type.IsArray && type.GetArrayRank() > 1) NumberFormats.OfArray(type);
        var toHtml = type.GetMethod("ToHtml", BindingFlags.Public | BindingFlags.Instance, []);
        if (toHtml is null) return;
        if (toHtml.ReturnType != typeof(string) && !toHtml.ReturnType.IsAssignableTo(typeof(IHtmlContent))) return;
        Formatter.Register(type, (value, writer) => writer.Write(toHtml.Invoke(value, null)), HtmlFormatter.MimeType);
        Formatter.SetPreferredMimeTypesFor(type, HtmlFormatter.MimeType);
    }
}
