using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.DotNet.Interactive.Formatting;

namespace GenAI.Kit.Notebook.Session.Showing;

/// <summary>How values of well-known libraries are shown: registered when the library is loaded, by whatever way.
/// </summary>
/// <remarks>The libraries are known by name only; what a type can do is asked by reflection. A formatter that a cell
/// registers comes later, and so wins.</remarks>
internal static class LibraryFormats
{
    private static readonly Dictionary<string, Action<Assembly>> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Plotly.NET"] = ChartFormats.OfPlotly,
        ["XPlot.Plotly"] = ChartFormats.OfXPlot,
        ["Microsoft.Data.Analysis"] = TableFormats.OfDataFrames,
        ["System.Data.Common"] = TableFormats.OfDataTables,
        ["MathNet.Numerics"] = NumberFormats.OfMathNet,
        ["TorchSharp"] = NumberFormats.OfTorchSharp,
        ["Newtonsoft.Json"] = JsonFormats.OfNewtonsoft,
        ["System.Text.Json"] = JsonFormats.OfSystem,
    };

    private static readonly ConcurrentDictionary<Assembly, bool> Seen = [];
    private static readonly Lazy<bool> Installed = new(() =>
    {
        ValueFormatter.Format(1);
        NumberFormats.OfArrays();
        Microsoft.DotNet.Interactive.LaTeX.Register();
        AppDomain.CurrentDomain.AssemblyLoad += (_, e) => Register(e.LoadedAssembly);
        foreach (var assembly in AppDomain.CurrentDomain.GetAssemblies()) Register(assembly);
        return true;
    });

    /// <summary>From here on what is loaded is shown so; before the first cell runs.</summary>
    public static void Install() => _ = Installed.Value;

    /// <summary>Whether values of this library are shown by what stands here.</summary>
    public static bool Knows(string library) => Known.ContainsKey(library);

    /// <summary>Shows a type by texts of each of these formats, the preferred first.</summary>
    public static void Add(Type type, params (string Mime, Func<object, string> Text)[] formats)
    {
        foreach (var (mime, text) in formats)
            Formatter.Register(type, (value, to) => to.Write(text(value)), mime);
        Formatter.SetPreferredMimeTypesFor(type, [.. formats.Select(f => f.Mime)]);
    }

    /// <summary>Shows a type as text, in HTML too.</summary>
    public static void AddText(Type type, Func<object, string> text) => Add(type,
        (HtmlFormatter.MimeType, value => Preformatted(text(value))), (PlainTextFormatter.MimeType, text));

    public static string Preformatted(string text) =>
        $"<div class=\"dni-plaintext\"><pre>{System.Net.WebUtility.HtmlEncode(text)}</pre></div>";

    /// <summary>A library that is not as expected is shown like any other.</summary>
    private static void Register(Assembly assembly)
    {
        if (assembly.IsDynamic || assembly.GetName().Name is not { } name) return;
        if (!Known.TryGetValue(name, out var register) || !Seen.TryAdd(assembly, true)) return;
        try
        {
            register(assembly);
        }
        catch (Exception e) when (e is MemberAccessException or TypeLoadException or IOException
            or ReflectionTypeLoadException or NullReferenceException or AmbiguousMatchException)
        { }
    }
}
