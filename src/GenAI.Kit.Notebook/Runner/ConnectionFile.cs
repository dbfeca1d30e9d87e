using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace GenAI.Kit.Notebook.Runner;

/// <summary>Five free loopback ports and a random key, in a file that only the user can read.</summary>
internal sealed class ConnectionFile : IDisposable
{
    private static readonly string[] Names = ["shell_port", "iopub_port", "stdin_port", "control_port", "hb_port"];
    private readonly int[] ports = FreePorts(Names.Length);

    public ConnectionFile()
    {
        var json = new JsonObject
        {
            ["transport"] = "tcp", ["ip"] = "127.0.0.1", ["key"] = Key, ["signature_scheme"] = "hmac-sha256",
        };
        foreach (var (name, port) in Names.Zip(ports)) json[name] = port;
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var writer = new StreamWriter(Path, options);
        writer.Write(json.ToJsonString());
    }

    public string Path { get; } =
        System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"genai-kit-{Guid.NewGuid():N}.json");

    public string Key { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    public string Shell => Address(0);

    public string IoPub => Address(1);

    public string Control => Address(3);

    public void Dispose() => File.Delete(Path);

    private string Address(int index) => $"tcp://127.0.0.1:{ports[index]}";

    // All are held at once, so that they differ; the kernel binds them a moment after they are let go.
    private static int[] FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        listeners.ForEach(listener => listener.Start());
        var ports = listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port).ToArray();
        listeners.ForEach(listener => listener.Stop());
        return ports;
    }
}
