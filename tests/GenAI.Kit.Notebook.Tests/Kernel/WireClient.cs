using System.Text;
using System.Text.Json.Nodes;
using GenAI.Kit.Notebook.Wire;
using NetMQ;
using NetMQ.Sockets;

namespace GenAI.Kit.Notebook.Tests.Kernel;

/// <summary>A Jupyter client that can also send what no client should.</summary>
internal sealed class WireClient : IDisposable
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(120);
    private readonly MessageCodec sending;
    private readonly MessageCodec receiving;
    private readonly string session = Guid.NewGuid().ToString();

    public WireClient(ConnectionFile file)
    {
        sending = new MessageCodec(new Signer(file.Key));
        receiving = new MessageCodec(new Signer(file.Key));
        Shell.Options.Identity = Stdin.Options.Identity = Control.Options.Identity = Encoding.ASCII.GetBytes(session);
        Iopub.Options.ReceiveHighWatermark = 0;
        Shell.Connect(file.Address(file.ShellPort));
        Control.Connect(file.Address(file.ControlPort));
        Stdin.Connect(file.Address(file.StdinPort));
        Heartbeat.Connect(file.Address(file.HeartbeatPort));
        Iopub.SubscribeToAnyTopic();
        Iopub.Connect(file.Address(file.IopubPort));
    }

    public DealerSocket Shell { get; } = new();

    public DealerSocket Control { get; } = new();

    public DealerSocket Stdin { get; } = new();

    public RequestSocket Heartbeat { get; } = new();

    public SubscriberSocket Iopub { get; } = new();

    public static JsonObject Content(params (string Name, JsonNode Value)[] parts) =>
        new(parts.Select(p => KeyValuePair.Create(p.Name, (JsonNode?)p.Value)));

    public static JsonObject Code(string code, params (string Name, JsonNode Value)[] more) =>
        Content([("code", code), .. more]);

    /// <summary>Returns when the kernel answers and what it publishes reaches us.</summary>
    public void WaitUntilReady()
    {
        Assert.Equal("ok", Ask("kernel_info_request").Content.Text("status"));
        for (var i = 0; i < 100 && TryPublished(TimeSpan.FromMilliseconds(100)) is null; i++)
            Ask("kernel_info_request");
        while (TryPublished(TimeSpan.FromMilliseconds(100)) is not null) { }
    }

    public IReadOnlyList<byte[]> Frames(string type, JsonObject? content = null) =>
        sending.Encode(Message.Create(type, session, content ?? []));

    public Message Send(string type, JsonObject? content = null, DealerSocket? on = null)
    {
        var message = Message.Create(type, session, content ?? []);
        (on ?? Shell).SendMultipartBytes(sending.Encode(message));
        return message;
    }

    public Message? TryReply(DealerSocket? on, TimeSpan timeout) => TryReceive(on ?? Shell, timeout);

    public Message Reply(DealerSocket? on = null) =>
        TryReply(on, Wait) ?? throw new TimeoutException("No reply.");

    public Message Ask(string type, JsonObject? content = null, DealerSocket? on = null)
    {
        var request = Send(type, content, on);
        while (true)
            if (Reply(on) is var reply && reply.Parent.Text("msg_id") == request.Id) return reply;
    }

    public Message? TryPublished(TimeSpan timeout) => TryReceive(Iopub, timeout);

    /// <summary>What is published for a request, up to idle.</summary>
    public List<Message> Published(Message request)
    {
        List<Message> all = [];
        while (TryPublished(Wait) is { } message)
        {
            if (message.Parent.Text("msg_id") != request.Id) continue;
            all.Add(message);
            if (message.Type == "status" && message.Content.Text("execution_state") == "idle") return all;
        }
        throw new TimeoutException($"No idle for {request.Type}, only {string.Join(", ", all.Select(m => m.Type))}.");
    }

    /// <summary>Runs a cell.</summary>
    public (Message Reply, List<Message> Published) Run(string code, params (string Name, JsonNode Value)[] more)
    {
        var request = Send("execute_request", Code(code, more));
        var reply = Reply();
        Assert.Equal(request.Id, reply.Parent.Text("msg_id"));
        return (reply, Published(request));
    }

    /// <summary>Runs a cell that has a value; that value as text.</summary>
    public string Value(string code) =>
        Text(Run(code).Published.Single(m => m.Type == "execute_result"));

    public static string Text(Message shown) => shown.Content["data"]!["text/plain"]!.ToString();

    public void Dispose()
    {
        foreach (var socket in new NetMQSocket[] { Shell, Control, Stdin, Heartbeat, Iopub })
        {
            socket.Options.Linger = TimeSpan.Zero;
            socket.Dispose();
        }
    }

    private Message? TryReceive(NetMQSocket socket, TimeSpan timeout)
    {
        NetMQMessage? frames = null;
        if (!socket.TryReceiveMultipartMessage(timeout, ref frames)) return null;
        return receiving.Decode([.. frames!.Select(f => f.ToByteArray())])
            ?? throw new InvalidDataException("Not signed.");
    }
}
