using System.Text.Json.Nodes;
using GenAI.Kit.Notebook.Wire;

namespace GenAI.Kit.Notebook.Kernel.Answers;

internal sealed record ExecuteRequest(
    string Code, bool Silent, bool StoreHistory, JsonObject UserExpressions, bool AllowStdin, bool StopOnError)
{
    public static ExecuteRequest From(JsonObject c)
    {
        var silent = c.Flag("silent", false);
        return new(c.Text("code") ?? "", silent, !silent && c.Flag("store_history", true),
            c["user_expressions"] as JsonObject ?? [], c.Flag("allow_stdin", true), c.Flag("stop_on_error", true));
    }
}

/// <summary>Code with a cursor that counts code points.</summary>
internal sealed record CursorRequest(string Code, int Cursor)
{
    public static CursorRequest From(JsonObject c) =>
        new(c.Text("code") ?? "", c.Number("cursor_pos") ?? int.MaxValue);
}
