using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using GenAI.Kit.Notebook.Wire;
using NetMQ;
using NetMQ.Sockets;

namespace GenAI.Kit.Notebook.Runner;

/// <summary>A Jupyter client: shell, control and iopub, all owned by one thread.</summary>
internal sealed class KernelClient : IDisposable
{
    private readonly string session = Guid.NewGuid().ToString("N");
    private readonly MessageCodec codec;
    private readonly DealerSocket shell = new();
    private readonly DealerSocket control = new();
    private readonly SubscriberSocket iopub = new();
    private readonly NetMQQueue<(DealerSocket Socket, Message Message)> outgoing = new();
    private readonly NetMQPoller poller;
    private readonly ConcurrentDictionary<string, Request> open = new();

    public KernelClient(ConnectionFile file)
    {
        codec = new MessageCodec(new Signer(file.Key));
        foreach (var socket in new NetMQSocket[] { shell, control, iopub })
        {
            socket.Options.Linger = TimeSpan.Zero;
            socket.Options.ReconnectInterval = TimeSpan.FromMilliseconds(20);
            socket.ReceiveReady += (_, ready) => Receive(ready.Socket);
        }

        iopub.Options.ReceiveHighWatermark = 0;          // no output is ever dropped
        iopub.SubscribeToAnyTopic();
        outgoing.ReceiveReady += (_, ready) =>
        {
            var (socket, message) = ready.Queue.Dequeue();
            socket.SendMultipartBytes(codec.Encode(message));
        };
        shell.Connect(file.Address(file.ShellPort));
        control.Connect(file.Address(file.ControlPort));
        iopub.Connect(file.Address(file.IopubPort));
        poller = [shell, control, iopub, outgoing];
        poller.RunAsync("genai-client", isBackgroundThread: true);
    }

    /// <summary>Hears what belongs to a request that has ended, such as the update of an earlier cell's display.
    /// </summary>
    public Action<Message>? Late { get; set; }

    public Request Shell(string type, JsonObject content, Action<Message>? heard = null) =>
        Send(shell, Message.Create(type, session, content), heard);

    public Request Control(string type, JsonObject content) =>
        Send(control, Message.Create(type, session, content), null);

    public void Dispose()
    {
        poller.Stop();
        poller.Dispose();
        shell.Dispose();
        control.Dispose();
        iopub.Dispose();
        outgoing.Dispose();
    }

    private Request Send(DealerSocket socket, Message message, Action<Message>? heard)
    {
        var request = open[message.Id] = new Request(heard);
        outgoing.Enqueue((socket, message));
        return request;
    }

    private void Receive(NetMQSocket socket)
    {
        var frames = socket.ReceiveMultipartBytes();
        if (codec.Decode(frames) is not { } message || message.Parent.Text("msg_id") is not { } parent) return;
        if (!open.TryGetValue(parent, out var request))
        {
            if (socket == iopub) Late?.Invoke(message);
            return;
        }

        if (socket != iopub) request.Reply.TrySetResult(message.Content);
        else if (message.Type == "status") request.Status(message.Content.Text("execution_state"));
        else request.Heard?.Invoke(message);
        if (request.Done.IsCompleted) open.TryRemove(parent, out _);
    }

    /// <summary>A request under way: its reply, and whether the kernel is idle again.</summary>
    internal sealed class Request(Action<Message>? heard)
    {
        private readonly TaskCompletionSource idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource seen = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Action<Message>? Heard => heard;

        public TaskCompletionSource<JsonObject> Reply { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>The reply has come and, on iopub, everything that belongs to it.</summary>
        public Task Done => Task.WhenAll(Reply.Task, idle.Task);

        /// <summary>Something has come on iopub: the subscription stands.</summary>
        public Task Subscribed => seen.Task;

        public void Status(string? state)
        {
            seen.TrySetResult();
            if (state == "idle") idle.TrySetResult();
        }
    }
}
