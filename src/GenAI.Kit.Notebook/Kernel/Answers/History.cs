using System.IO.Enumeration;
using System.Text.Json.Nodes;
using GenAI.Kit.Notebook.Wire;

namespace GenAI.Kit.Notebook.Kernel.Answers;

/// <summary>What was executed in this session, and what came of it.</summary>
internal sealed class History
{
    private readonly List<(int Line, string Input, string? Output)> entries = [];

    public void Add(int line, string input, string? output)
    {
        lock (entries) entries.Add((line, input, output));
    }

    /// <param name="request">The content of a history request: tail, range or search.</param>
    public JsonObject Reply(JsonObject request)
    {
        List<(int Line, string Input, string? Output)> all;
        lock (entries) all = [.. entries];
        var n = request.Number("n") ?? int.MaxValue;
        var found = request.Text("hist_access_type") switch
        {
            "tail" => all.TakeLast(n),
            "range" => all.Where(e => IsIn(request, e.Line)),
            "search" => Matching(all, request).TakeLast(n),
            _ => [],
        };
        var output = request.Flag("output", false);
        return new JsonObject
        {
            ["status"] = "ok",
            ["history"] = new JsonArray([.. found.Select(e => (JsonNode)Entry(e, output))]),
        };
    }

    /// <summary>Session 0 is the current one; the others are not kept.</summary>
    private static bool IsIn(JsonObject request, int line) => (request.Number("session") ?? 0) is 0 or 1
        && line >= (request.Number("start") ?? 0) && line < (request.Number("stop") ?? int.MaxValue);

    private static IEnumerable<(int Line, string Input, string? Output)> Matching(
        List<(int Line, string Input, string? Output)> all, JsonObject request)
    {
        var pattern = request.Text("pattern") ?? "*";
        var found = all.Where(e => FileSystemName.MatchesSimpleExpression(pattern, e.Input, ignoreCase: false));
        return request.Flag("unique", false) ? found.Reverse().DistinctBy(e => e.Input).Reverse() : found;
    }

    private static JsonArray Entry((int Line, string Input, string? Output) e, bool output) =>
        output ? [1, e.Line, new JsonArray(e.Input, e.Output)] : [1, e.Line, e.Input];
}
