using System.Text.Json.Nodes;
using GenAI.Kit.Notebook.Wire;

namespace GenAI.Kit.Notebook.Kernel.Channels;

/// <summary>How this kernel's messages become frames: its codec and its session's id.</summary>
internal sealed record Link(MessageCodec Codec, string Session)
{
    public IReadOnlyList<byte[]> Frames(string type, JsonObject content, Message? parent) =>
        Codec.Encode(Message.Create(type, Session, content, parent));
}
