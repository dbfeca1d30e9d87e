using System.Text.Json.Nodes;
using GenAI.Kit.Notebook.Format;
using GenAI.Kit.Notebook.Session;
using GenAI.Kit.Notebook.Wire;

namespace GenAI.Kit.Notebook.Kernel.Answers;

/// <summary>Who this kernel is.</summary>
internal static class KernelInfo
{
    private static readonly string Version = typeof(KernelInfo).Assembly.GetName().Version!.ToString(3);

    /// <param name="ready">Asked for so that nobody answers before the session can run code.</param>
    public static JsonObject Reply(CSharpSession ready)
    {
        ready.WarmUp();
        return Information(ready);
    }

    private static JsonObject Information(CSharpSession ready) => new()
    {
        ["status"] = "ok",
        ["protocol_version"] = Message.ProtocolVersion,
        ["implementation"] = "genai-kit",
        ["implementation_version"] = Version,
        ["banner"] = $"C# {ready.LanguageVersion} on .NET {Environment.Version} (GenAI.Kit {Version})",
        ["language_info"] = LanguageInfo.Create(),
        ["help_links"] = new JsonArray(new JsonObject
        {
            ["text"] = "C# language reference", ["url"] = "https://learn.microsoft.com/dotnet/csharp/",
        }),
    };
}
