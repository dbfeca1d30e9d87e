using System.Net;
using Plotly.NET;
using XPlot.Plotly;

namespace GenAI.Kit.Lessons;

/// <summary>
/// What a lesson needs of the notebook that it runs in: a way to display, and to know that it was interrupted.
/// </summary>
/// <remarks>
/// <c>notebooks/kit.csx</c> connects it, on .NET Interactive by way of <c>GenAI.Kit.Interactive</c>. Without a
/// notebook, display does nothing and nothing is ever cancelled.
/// </remarks>
public static class Host
{
    private static Func<object, Action<object?>> display = _ => _ => { };
    private static Func<CancellationToken> cancellation = () => CancellationToken.None;

    /// <summary>Connects the kit to a notebook.</summary>
    /// <param name="display">Shows a value and returns how to replace it; replacing it by null clears it.</param>
    /// <param name="cancellation">The token of the cell that runs now.</param>
    public static void Connect(Func<object, Action<object?>> display, Func<CancellationToken> cancellation)
    {
        NativeBackend.Load();
        Host.display = display;
        Host.cancellation = cancellation;
    }

    /// <summary>Namespaces, and one class, whose names every cell of a lesson knows: what its cells would begin with
    /// otherwise.</summary>
    public static IReadOnlyList<string> Imports { get; } =
    [
        "System.Diagnostics", "System.Globalization", "GenAI.Kit", "GenAI.Kit.Adversarial", "GenAI.Kit.Autoencoders",
        "GenAI.Kit.Classic", "GenAI.Kit.Classifiers", "GenAI.Kit.Data", "GenAI.Kit.Diffusion", "GenAI.Kit.Flows",
        "GenAI.Kit.Layers", "GenAI.Kit.Lessons", "GenAI.Kit.Metrics", "GenAI.Kit.Multimodal", "GenAI.Kit.Plotting",
        "GenAI.Kit.Sequences", "GenAI.Kit.Training", "TorchSharp", "TorchSharp.torch",
    ];

    /// <summary>Cancelled when the reader interrupts the running cell.</summary>
    public static CancellationToken Cancellation => cancellation();

    /// <summary>Formatters for types that are not the kit's own: tensors, Plotly.NET's and XPlot's charts. Of several
    /// for one type the last is its own; those before it show the type inside of others, as in a table of HTML.
    /// </summary>
    public static IReadOnlyList<(Type Type, string Mime, Action<object, TextWriter> Write)> ForeignFormatters
    { get; } =
    [
        (typeof(torch.Tensor), "text/html", (x, to) => to.Write(Nested((torch.Tensor)x))),
        (typeof(torch.Tensor), "text/plain", (x, to) => to.Write(TensorPreview.Describe((torch.Tensor)x))),
        (typeof(GenericChart), MimeTypes.Plotly, (x, to) => to.Write(ForeignCharts.ToPlotlyJson((GenericChart)x))),
        (typeof(PlotlyChart), MimeTypes.Plotly, (x, to) => to.Write(ForeignCharts.ToPlotlyJson((PlotlyChart)x))),
    ];

    private static string Nested(torch.Tensor x) =>
        $"<pre style=\"text-align:left;margin:0\">{WebUtility.HtmlEncode(TensorPreview.Describe(x))}</pre>";

    /// <summary>Shows <paramref name="value"/> below the running cell.</summary>
    /// <returns>How to replace what was shown; null clears it. Hosts that can't replace ignore it.</returns>
    public static Action<object?> Display(object value) => display(value);
}
