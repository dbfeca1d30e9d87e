using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using GenAI.Kit.Cli;
using GenAI.Kit.Notebook.Format;

namespace GenAI.Kit.Notebook.Tests.Lint;

/// <summary>The file: its size, its kernel, and the run that its metadata tell of.</summary>
internal static partial class FileRules
{
    private const int Limit = 2_000_000;

    // Jupyter gives every number of a chart a line of its own, which git packs to nothing.
    [GeneratedRegex(@"(?<=[\[,])\n +(?=-?\d|null)")]
    private static partial Regex BetweenNumbers();

    internal static IEnumerable<Finding> Check(
        NotebookDocument notebook, string lesson, Func<NotebookDocument, string>? hash, bool outdated)
    {
        var size = Encoding.UTF8.GetByteCount(BetweenNumbers().Replace(notebook.ToString(), ""));
        if (size > Limit) yield return new("size", null, $"{size:N0} bytes, at most {Limit:N0}");
        if ((string?)notebook.Metadata["kernelspec"]?["language"] != "C#")
            yield return new("kernel", null, "the notebook's kernelspec has no language C#");
        if (!JsonNode.DeepEquals(notebook.Metadata["language_info"], LanguageInfo.Create()))
            yield return new("kernel", null, "its language_info is not what the kernel sends");
        var run = notebook.Metadata["genai_kit"] as JsonObject ?? [];
        if ((string?)run["lesson"] != lesson) yield return new("metadata", null, $"genai_kit.lesson is not {lesson}");
        if ((string?)run["mode"] != "full") yield return new("metadata", null, "the outputs are not of a full run");
        foreach (var mode in new[] { "full", "quick", "demo" })
            if (run["minutes"]?[mode] is null) yield return new("metadata", null, $"genai_kit.minutes has no {mode}");
        var header = notebook.Cells[0].Source;
        if (header.Contains(HeaderTime.Measured) && HeaderTime.Of(notebook) is { } time && !header.Contains(time))
            yield return new("facts", 1, $"the header's time is not the measured one: {time}");
        if (hash is null) yield break;
        var stated = (string?)run["hash"];
        var current = stated == hash(notebook);
        if (string.IsNullOrEmpty(stated) || !current && !outdated)
            yield return new("hash", null, "the outputs are older than the code or its sources: run with --in-place");
        if (current && outdated)
            yield return new("outdated", null, $"the outputs are current: take {lesson} out of {OutdatedList.File}");
    }
}
