using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using GenAI.Kit.Notebook.Wire;

namespace GenAI.Kit.Notebook.Kernel.Channels;

/// <summary>Questions to the client whose cell runs.</summary>
internal sealed class StdinChannel(Link link)
{
    private readonly BlockingCollection<string> answers = [];
    private SocketThread? socket;

    public void Use(SocketThread stdin) => socket = stdin;

    public string Ask(string prompt, bool password, Message request, CancellationToken token)
    {
        while (answers.TryTake(out _)) { }                             // late answers to questions of before
        var content = new JsonObject { ["prompt"] = prompt, ["password"] = password };
        socket!.Send(link.Frames("input_request", content, request));
        return answers.Take(token);
    }

    public void OnReceived(SocketThread self, IReadOnlyList<byte[]> frames)
    {
        if (link.Codec.Decode(frames) is { Type: "input_reply" } reply)
            answers.Add(reply.Content.Text("value") ?? "");
    }
}
