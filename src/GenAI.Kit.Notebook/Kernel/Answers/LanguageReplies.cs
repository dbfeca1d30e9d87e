using System.Text.Json.Nodes;
using GenAI.Kit.Notebook.Kernel.Channels;
using GenAI.Kit.Notebook.Session;
using GenAI.Kit.Notebook.Session.Language;
using GenAI.Kit.Notebook.Wire;

namespace GenAI.Kit.Notebook.Kernel.Answers;

/// <summary>Replies to the requests that help while a cell is being written.</summary>
internal static class LanguageReplies
{
    public static JsonObject Complete(CSharpSession session, JsonObject content)
    {
        var request = CursorRequest.From(content);
        var position = CodePoints.ToIndex(request.Code, request.Cursor);
        var found = Task.Run(() => session.CompleteAsync(request.Code, position)).GetAwaiter().GetResult();
        var start = CodePoints.FromIndex(request.Code, found.Start);
        var end = CodePoints.FromIndex(request.Code, found.End);
        var types = found.Items.Select(i => (JsonNode)new JsonObject
        {
            ["text"] = i.Text, ["type"] = i.Kind, ["start"] = start, ["end"] = end,
        });
        return new JsonObject
        {
            ["status"] = "ok", ["cursor_start"] = start, ["cursor_end"] = end,
            ["matches"] = new JsonArray([.. found.Items.Select(i => (JsonNode)i.Text)]),
            ["metadata"] = new JsonObject { ["_jupyter_types_experimental"] = new JsonArray([.. types]) },
        };
    }

    public static JsonObject Inspect(CSharpSession session, JsonObject content)
    {
        var request = CursorRequest.From(content);
        var position = CodePoints.ToIndex(request.Code, request.Cursor);
        var found = Task.Run(() => session.InspectAsync(request.Code, position)).GetAwaiter().GetResult();
        return new JsonObject
        {
            ["status"] = "ok", ["found"] = found is not null, ["metadata"] = new JsonObject(),
            ["data"] = found is null ? [] : MimeJson.Data(found),
        };
    }

    public static JsonObject IsComplete(JsonObject content)
    {
        var (status, indent) = Completeness.Of(content.Text("code") ?? "");
        var reply = new JsonObject { ["status"] = status };
        if (status == "incomplete") reply["indent"] = indent;
        return reply;
    }
}
