namespace GenAI.Kit.Notebook.Report;

/// <summary>What a report needs beside its notebook.</summary>
/// <param name="BaseFolder">The folder that relative pictures in Markdown start from: the lesson's own.
/// Null: the folder of the page.</param>
/// <param name="PlotlyJs">Opens plotly.js, which goes into the page when the notebook has a chart.
/// Null: charts are shown as their PNG.</param>
/// <param name="Cancellation">Ends the work; no page is written then.</param>
public sealed record ReportOptions(
    string? BaseFolder = null, Func<Stream>? PlotlyJs = null, CancellationToken Cancellation = default);
