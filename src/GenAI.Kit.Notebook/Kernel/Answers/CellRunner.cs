using System.Text.Json.Nodes;
using GenAI.Kit.Notebook.Kernel.Channels;
using GenAI.Kit.Notebook.Session;
using GenAI.Kit.Notebook.Wire;

namespace GenAI.Kit.Notebook.Kernel.Answers;

/// <summary>Runs the cells of execute requests, one after another, and says how they ended.</summary>
internal sealed class CellRunner(Task<CSharpSession> session, Publisher publisher, StdinChannel stdin)
{
    private CancellationTokenSource? running;
    private int count;

    /// <summary>The session, once it is ready for code.</summary>
    public CSharpSession Session => session.GetAwaiter().GetResult();

    public History History { get; } = new();

    public void Interrupt() => Volatile.Read(ref running)?.Cancel();

    public JsonObject Execute(ExecuteRequest request, Message message)
    {
        if (request.StoreHistory) count++;
        if (!request.Silent) PublishInput(request, message);
        var interrupt = new CancellationTokenSource();      // never disposed: an interrupt may come late
        Volatile.Write(ref running, interrupt);
        try
        {
            var sink = new JupyterSink(publisher, stdin, message, request.AllowStdin);
            var result = Run(request.Code, sink, interrupt.Token);
            if (request.StoreHistory) History.Add(count, request.Code, result.Value?.GetValueOrDefault("text/plain"));
            return result.Error is { } error ? Failed(error, message)
                : Succeeded(request, result, message, sink, interrupt.Token);
        }
        finally
        {
            Volatile.Write(ref running, null);
            Session.WarmUp();
        }
    }

    /// <summary>The reply to a request that came after a failed one.</summary>
    public JsonObject Aborted() => new() { ["status"] = "aborted", ["execution_count"] = count };

    private void PublishInput(ExecuteRequest request, Message message) => publisher.Publish(
        "execute_input", new JsonObject { ["code"] = request.Code, ["execution_count"] = count }, message);

    private JsonObject Failed(CellError error, Message message)
    {
        publisher.Publish("error", ErrorContent(error), message);
        var reply = ErrorContent(error);
        reply["status"] = "error";
        reply["execution_count"] = count;
        return reply;
    }

    private JsonObject Succeeded(
        ExecuteRequest request, CellResult result, Message message, ICellSink sink, CancellationToken token)
    {
        if (result.Value is { } value && !request.Silent) PublishResult(value, message);
        var values = new JsonObject();
        foreach (var (name, code) in request.UserExpressions)
            values[name] = Evaluate(code?.ToString() ?? "", sink, token);
        return new JsonObject
        {
            ["status"] = "ok", ["execution_count"] = count, ["user_expressions"] = values,
            ["payload"] = new JsonArray(),
        };
    }

    private void PublishResult(MimeBundle value, Message message)
    {
        var content = new JsonObject
        {
            ["execution_count"] = count, ["data"] = MimeJson.Data(value), ["metadata"] = new JsonObject(),
        };
        publisher.Publish("execute_result", content, message);
    }

    /// <summary>On the pool: nobody serves the shell thread's synchronization context meanwhile.</summary>
    private CellResult Run(string code, ICellSink sink, CancellationToken token) =>
        Task.Run(() => Session.ExecuteAsync(code, sink, token, count), CancellationToken.None)
            .GetAwaiter().GetResult();

    private JsonObject Evaluate(string code, ICellSink sink, CancellationToken token)
    {
        var result = Run(code, sink, token);
        var content = result.Error is { } error ? ErrorContent(error) : new JsonObject
        {
            ["data"] = result.Value is { } value ? MimeJson.Data(value) : [], ["metadata"] = new JsonObject(),
        };
        content["status"] = result.Succeeded ? "ok" : "error";
        return content;
    }

    public static JsonObject ErrorContent(CellError error) => new()
    {
        ["ename"] = error.Name,
        ["evalue"] = error.Message,
        ["traceback"] = new JsonArray([.. ErrorColours.Of(error.Traceback).Select(line => (JsonNode)line)]),
    };
}
