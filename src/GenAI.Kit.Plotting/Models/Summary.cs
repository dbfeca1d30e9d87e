using System.Net;
using System.Text;
using static TorchSharp.torch;

namespace GenAI.Kit.Plotting;

/// <summary>A line of a <see cref="Summary"/>.</summary>
/// <param name="Name">The layer's path in the model; of several in a row that are alike, the first one's.</param>
/// <param name="Depth">0: the model; 1: a layer of it; 2: one inside of that.</param>
/// <param name="What">What it is, such as "Linear 784 → 400".</param>
/// <param name="Times">How many alike follow each other.</param>
/// <param name="Shape">Of what it yields.</param>
/// <param name="Weights">Of all of these, with those of layers inside.</param>
/// <param name="Multiplications">Of matrix products and convolutions, the same.</param>
public sealed record SummaryRow(string Name, int Depth, string What, int Times, long[] Shape, long Weights,
    long Multiplications);

/// <summary>How big a model is: a table of its layers with shapes, weights and multiplications, made by running it
/// once.</summary>
/// <param name="Model">The model's class.</param>
/// <param name="Rows">Its layers in the order in which they were called; the last is the model itself.</param>
[TypeFormatterSource(typeof(TableFormatters), PreferredMimeTypes = ["text/html", "text/plain"])]
public sealed record Summary(string Model, IReadOnlyList<SummaryRow> Rows) : IMimeBundle
{
    /// <summary>Runs a model once, without gradients and in evaluation mode, and leaves it as it was.</summary>
    /// <param name="model">The model.</param>
    /// <param name="inputs">What its forward reads, such as a batch of one.</param>
    /// <exception cref="ArgumentException">It does not read so many tensors.</exception>
    public static Summary Of(nn.Module model, params Tensor[] inputs)
    {
        using var scope = NewDisposeScope();                  // an Embedding's weight is made anew
        var root = ModelTrace.Of(model, inputs);
        return new(model.GetType().Name, [.. Folding.Of(root.Inside).SelectMany(Lines), Line(new([root], false))]);
    }

    public IReadOnlyDictionary<string, string> ToMimeBundle() => new Dictionary<string, string>
    {
        ["text/html"] = ToHtml(),
        ["text/plain"] = ToString(),
    };

    public override string ToString()
    {
        var cells = Rows.Select(Cells).Prepend(Headings).ToArray();
        var widths = Headings.Select((_, column) => cells.Max(row => row[column].Length)).ToArray();
        return string.Join('\n', cells.Select(row => string.Join("  ",
            row.Select((cell, i) => i > 2 ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i]))).TrimEnd()));
    }

    private static readonly string[] Headings = ["layer", "what it is", "output", "weights", "multiplications"];

    private static IEnumerable<SummaryRow> Lines(Folded folded) =>
        Folding.Of(folded.First.Inside).SelectMany(Lines).Prepend(Line(folded));

    private static SummaryRow Line(Folded folded)
    {
        var call = folded.First;
        return new(call.Name, call.Depth, Layers.What(call.Layer), folded.Times, call.Shape, folded.Weights,
            folded.Times * Layers.All(call));
    }

    private static string[] Cells(SummaryRow row) =>
    [
        row.Depth == 0 ? "total" : new string(' ', 2 * (row.Depth - 1)) + row.Name.Split('.')[^1]
            + (row.Times > 1 ? $" ×{row.Times}" : ""),
        row.What, Layers.Times(row.Shape), Number(row.Weights), Number(row.Multiplications),
    ];

    private static string Number(long count) => count == 0 ? "" : count.ToString("N0", CultureInfo.InvariantCulture);

    private string ToHtml()
    {
        var html = new StringBuilder("<table><thead><tr>");
        foreach (var (i, heading) in Headings.Index()) html.Append($"<th style=\"{Align(i)}\">{heading}</th>");
        html.Append("</tr></thead><tbody>");
        foreach (var row in Rows)
        {
            html.Append(row.Depth == 0 ? "<tr style=\"font-weight:bold\">" : "<tr>");
            foreach (var (i, cell) in Cells(row).Index())
                html.Append($"<td style=\"{Align(i)}\">{WebUtility.HtmlEncode(cell).Replace("  ", "&emsp;")}</td>");
            html.Append("</tr>");
        }
        return html.Append("</tbody></table>").ToString();
    }

    private static string Align(int column) => $"text-align:{(column > 2 ? "right" : "left")};white-space:nowrap";
}

/// <summary>Formatters of a table: <see cref="Summary"/>.</summary>
public sealed class TableFormatters
{
    /// <summary>One formatter for each format, as the convention asks.</summary>
    public IEnumerable<object> CreateTypeFormatters() =>
        [new MimeFormatter("text/html"), new MimeFormatter("text/plain")];
}
