using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace GenAI.Kit.Notebook.Wire;

/// <summary>Where a kernel listens and with which key it signs, as Jupyter writes it to a file.</summary>
public sealed record ConnectionFile
{
    [JsonPropertyName("transport")] public string Transport { get; init; } = "tcp";
    [JsonPropertyName("ip")] public string Ip { get; init; } = "127.0.0.1";
    [JsonPropertyName("shell_port")] public int ShellPort { get; init; }
    [JsonPropertyName("iopub_port")] public int IopubPort { get; init; }
    [JsonPropertyName("stdin_port")] public int StdinPort { get; init; }
    [JsonPropertyName("control_port")] public int ControlPort { get; init; }
    [JsonPropertyName("hb_port")] public int HeartbeatPort { get; init; }
    [JsonPropertyName("key")] public string Key { get; init; } = "";
    [JsonPropertyName("signature_scheme")] public string SignatureScheme { get; init; } = "hmac-sha256";
    [JsonPropertyName("kernel_name")] public string? KernelName { get; init; }

    [JsonIgnore] public bool IsLoopback => IPAddress.TryParse(Ip, out var ip) ? IPAddress.IsLoopback(ip) : Ip == "localhost";

    /// <exception cref="InvalidDataException">The file is no connection file that this kernel can serve.</exception>
    public static ConnectionFile Read(string path)
    {
        var file = Parse(path) ?? throw new InvalidDataException($"The connection file {path} is empty.");
        if (file.Transport != "tcp")
            throw new InvalidDataException($"The connection file {path} asks for transport '{file.Transport}'; only tcp is supported.");
        if (file.Key.Length > 0 && file.SignatureScheme != "hmac-sha256")
            throw new InvalidDataException(
                $"The connection file {path} asks for signatures by '{file.SignatureScheme}'; only hmac-sha256 is supported.");
        return file;
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
