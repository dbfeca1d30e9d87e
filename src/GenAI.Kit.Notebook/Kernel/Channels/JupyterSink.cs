using System.Text.Json.Nodes;
using GenAI.Kit.Notebook.Session;
using GenAI.Kit.Notebook.Wire;

namespace GenAI.Kit.Notebook.Kernel.Channels;

/// <summary>The output of one request's cell, as messages.</summary>
internal sealed class JupyterSink(Publisher publisher, StdinChannel stdin, Message request, bool allowStdin)
    : ICellSink
{
    public void Stream(string name, string text) => publisher.Stream(name, text, request);

    public void Display(MimeBundle data, string? displayId, bool update)
    {
        var transient = new JsonObject();
        if (displayId is not null) transient["display_id"] = displayId;
        var content = new JsonObject
        {
            ["data"] = MimeJson.Data(data), ["metadata"] = new JsonObject(), ["transient"] = transient,
        };
        publisher.Publish(update ? "update_display_data" : "display_data", content, request);
    }

    public void ClearOutput(bool wait) =>
        publisher.Publish("clear_output", new JsonObject { ["wait"] = wait }, request);

    public string ReadLine(string prompt, bool password, CancellationToken token)
    {
        if (!allowStdin)
            throw new CellException(
                "StdinNotAvailable", "This client answers no questions: input can't be asked for here.");
        if (!password) publisher.TakeBack(prompt);                      // the client shows it before the answer
        publisher.Flush();
        return stdin.Ask(prompt, password, request, token);
    }
}
