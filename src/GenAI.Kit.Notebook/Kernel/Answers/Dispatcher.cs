using System.Text.Json.Nodes;
using GenAI.Kit.Notebook.Kernel.Channels;
using GenAI.Kit.Notebook.Session;
using GenAI.Kit.Notebook.Wire;

namespace GenAI.Kit.Notebook.Kernel.Answers;

/// <summary>From a message's type to the one place that answers it; shell and control share it. On control, which is
/// answered while a cell runs, only what needs no session and waits for nothing is done.</summary>
internal sealed class Dispatcher(CellRunner runner, Publisher publisher, Link link, Action shutdown)
{
    private static readonly TimeSpan AbortWindow = TimeSpan.FromMilliseconds(20);
    private static readonly HashSet<string> ControlTypes =
        ["kernel_info_request", "interrupt_request", "shutdown_request"];

    public void OnShell(SocketThread socket, IReadOnlyList<byte[]> frames)
    {
        if (link.Codec.Decode(frames) is { } message) Handle(socket, message);
    }

    public void OnControl(SocketThread socket, IReadOnlyList<byte[]> frames)
    {
        if (link.Codec.Decode(frames) is not { } message) return;
        if (ControlTypes.Contains(message.Type)) Handle(socket, message);
        else if (message.Type.EndsWith("_request", StringComparison.Ordinal)) Refuse(socket, message);
    }

    /// <summary>A message whose answer can't be encoded or sent costs that answer only.</summary>
    private void Handle(SocketThread socket, Message message)
    {
        try
        {
            Serve(socket, message);
        }
        catch (Exception e) when (e is not NetMQ.NetMQException)
        {
            Console.Error.WriteLine($"The kernel could not answer a {message.Type}: {e}");
        }
    }

    private void Serve(SocketThread socket, Message message)
    {
        List<Message> behind = [];
        publisher.Status("busy", message);
        try
        {
            var (type, content) = TryAnswer(message);
            publisher.Flush();
            if (StopsQueue(message, content)) behind = Waiting(socket);
            if (content is not null) socket.SendNow(link.Frames(type, content, message));
            if (message.Type == "shutdown_request")
                publisher.Publish(type, (JsonObject)content!.DeepClone(), message);
        }
        finally
        {
            publisher.Status("idle", message);
            if (message.Type == "shutdown_request") shutdown();
        }
        foreach (var next in behind)
        {
            if (next.Type == "execute_request") Abort(socket, next);
            else Handle(socket, next);
        }
    }

    private static bool StopsQueue(Message message, JsonObject? reply) => message.Type == "execute_request"
        && reply?.Text("status") == "error" && ExecuteRequest.From(message.Content).StopOnError;

    /// <summary>What came before the failure is told: who sent it can't have known, so it must not run.</summary>
    private List<Message> Waiting(SocketThread socket)
    {
        List<Message> waiting = [];
        while (socket.TryReceive(AbortWindow) is { } frames)
            if (link.Codec.Decode(frames) is { } message) waiting.Add(message);
        return waiting;
    }

    private void Refuse(SocketThread socket, Message message)
    {
        publisher.Status("busy", message);
        var (type, content) = Failed(message, new InvalidOperationException(
            $"A {message.Type} belongs on the shell channel: the control channel takes "
            + $"{string.Join(", ", ControlTypes)}."));
        socket.SendNow(link.Frames(type, content, message));
        publisher.Status("idle", message);
    }

    private void Abort(SocketThread socket, Message message)
    {
        publisher.Status("busy", message);
        publisher.Flush();
        socket.SendNow(link.Frames("execute_reply", runner.Aborted(), message));
        publisher.Status("idle", message);
    }

    /// <summary>What goes wrong in the kernel itself is told to who asked, and ends nothing.</summary>
    private (string Type, JsonObject? Content) TryAnswer(Message message)
    {
        try
        {
            return Answer(message);
        }
        catch (Exception e)
        {
            return Failed(message, e);
        }
    }

    private static (string Type, JsonObject Content) Failed(Message message, Exception e)
    {
        var reply = CellRunner.ErrorContent(new CellError(e.GetType().Name, e.Message, e.ToString().Split('\n')));
        reply["status"] = "error";
        return (message.Type.Replace("_request", "_reply", StringComparison.Ordinal), reply);
    }

    private (string Type, JsonObject? Content) Answer(Message message) => message.Type switch
    {
        "execute_request" => ("execute_reply", runner.Execute(ExecuteRequest.From(message.Content), message)),
        "kernel_info_request" => ("kernel_info_reply", KernelInfo.Reply(runner.Session)),
        "complete_request" => ("complete_reply", LanguageReplies.Complete(runner.Session, message.Content)),
        "inspect_request" => ("inspect_reply", LanguageReplies.Inspect(runner.Session, message.Content)),
        "is_complete_request" => ("is_complete_reply", LanguageReplies.IsComplete(message.Content)),
        "history_request" => ("history_reply", runner.History.Reply(message.Content)),
        "comm_info_request" => ("comm_info_reply", new() { ["status"] = "ok", ["comms"] = new JsonObject() }),
        "comm_open" => CloseComm(message),
        "interrupt_request" => ("interrupt_reply", Interrupt()),
        "shutdown_request" => ("shutdown_reply", Shutdown(message.Content.Flag("restart", false))),
        _ => (message.Type, null),
    };

    private JsonObject Interrupt()
    {
        runner.Interrupt();
        return new() { ["status"] = "ok" };
    }

    private JsonObject Shutdown(bool restart)
    {
        runner.Interrupt();
        return new() { ["status"] = "ok", ["restart"] = restart };
    }

    /// <summary>This kernel has no comm targets, and the protocol wants an unknown one closed.</summary>
    private (string, JsonObject?) CloseComm(Message message)
    {
        var content = new JsonObject { ["comm_id"] = message.Content.Text("comm_id"), ["data"] = new JsonObject() };
        publisher.Publish("comm_close", content, message);
        return (message.Type, null);
    }
}
