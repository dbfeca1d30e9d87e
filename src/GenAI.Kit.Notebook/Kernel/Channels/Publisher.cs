using System.Text;
using System.Text.Json.Nodes;
using GenAI.Kit.Notebook.Wire;

namespace GenAI.Kit.Notebook.Kernel.Channels;

/// <summary>What a kernel tells all its clients, in order; text of a stream is gathered for at most 20 ms.</summary>
internal sealed class Publisher(SocketThread iopub, Link link) : IDisposable
{
    private const int Enough = 1 << 20;
    private readonly Lock gate = new();
    private readonly StringBuilder text = new();
    private Timer? timer;
    private (string Name, Message? Parent) stream;

    public void Publish(string type, JsonObject content, Message? parent)
    {
        lock (gate)
        {
            SendText();
            Send(type, content, parent);
        }
    }

    public void Status(string state, Message? parent) =>
        Publish("status", new JsonObject { ["execution_state"] = state }, parent);

    public void Stream(string name, string value, Message? parent)
    {
        lock (gate)
        {
            if (stream.Name != name || stream.Parent != parent) SendText();
            stream = (name, parent);
            if (text.Length == 0) (timer ??= new Timer(_ => Tick())).Change(20, Timeout.Infinite);
            text.Append(value);
            if (text.Length > Enough) SendText();
        }
    }

    /// <summary>Takes back a text that is about to be shown otherwise, if it has not been sent yet.</summary>
    public void TakeBack(string value)
    {
        lock (gate)
        {
            if (stream.Name == "stdout" && value.Length <= text.Length
                && text.ToString(text.Length - value.Length, value.Length) == value) text.Length -= value.Length;
        }
    }

    /// <summary>Returns when all that was published has been given to the socket.</summary>
    public void Flush()
    {
        Tick();
        iopub.Flush();
    }

    public void Dispose() => timer?.Dispose();

    private void Tick()
    {
        lock (gate) SendText();
    }

    private void SendText()
    {
        if (text.Length == 0) return;
        var content = new JsonObject { ["name"] = stream.Name, ["text"] = text.ToString() };
        text.Clear();
        Send("stream", content, stream.Parent);
    }

    private void Send(string type, JsonObject content, Message? parent)
    {
        var message = Message.Create(type, link.Session, content, parent);
        iopub.Send(link.Codec.Encode(message with { Identities = [Encoding.ASCII.GetBytes(type)] }));
    }
}
