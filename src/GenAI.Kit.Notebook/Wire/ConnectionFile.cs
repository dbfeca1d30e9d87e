using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace GenAI.Kit.Notebook.Wire;

/// <summary>Where a kernel listens and with which key it signs, as Jupyter writes it to a file.</summary>
// Settable, not init: the source generator would set init properties that the file lacks to null.
public sealed record ConnectionFile
{
    [JsonPropertyName("transport")] public string Transport { get; set; } = "tcp";
    [JsonPropertyName("ip")] public string Ip { get; set; } = "127.0.0.1";
    [JsonPropertyName("shell_port")] public int ShellPort { get; set; }
    [JsonPropertyName("iopub_port")] public int IopubPort { get; set; }
    [JsonPropertyName("stdin_port")] public int StdinPort { get; set; }
    [JsonPropertyName("control_port")] public int ControlPort { get; set; }
    [JsonPropertyName("hb_port")] public int HeartbeatPort { get; set; }
    [JsonPropertyName("key")] public string Key { get; set; } = "";
    [JsonPropertyName("signature_scheme")] public string SignatureScheme { get; set; } = "hmac-sha256";
    [JsonPropertyName("kernel_name")] public string? KernelName { get; set; }

    [JsonIgnore]
    public bool IsLoopback => IPAddress.TryParse(Ip, out var ip) ? IPAddress.IsLoopback(ip) : Ip == "localhost";

    /// <exception cref="InvalidDataException">The file is no connection file that this kernel can serve.</exception>
    public static ConnectionFile Read(string path)
    {
        var file = Parse(path) ?? throw new InvalidDataException($"The connection file {path} is empty.");
        return file.Refusal() is { } refusal
            ? throw new InvalidDataException($"The connection file {path} {refusal}.") : file;
    }

    private string? Refusal()
    {
        if (Transport != "tcp") return $"asks for transport '{Transport}'; only tcp is supported";
        if (Key.Length > 0 && SignatureScheme != "hmac-sha256")
            return $"asks for signatures by '{SignatureScheme}'; only hmac-sha256 is supported";
        return Key.Length == 0 && !IsLoopback
            ? $"has no key, and whoever reaches {Ip} could run code here: give it a key or a loopback address" : null;
    }

    public string Address(int port) => $"tcp://{(Ip == "localhost" ? "127.0.0.1" : Ip)}:{port}";

    // A record prints its members; this one holds a secret.
    public override string ToString() => $"{Transport}://{Ip}, shell {ShellPort}";

    private static ConnectionFile? Parse(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(path), WireJson.Default.ConnectionFile);
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"The connection file {path} can't be read: {e.Message}", e);
        }
    }
}

[JsonSerializable(typeof(ConnectionFile))]
internal sealed partial class WireJson : JsonSerializerContext;
