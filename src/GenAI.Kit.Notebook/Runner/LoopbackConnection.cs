using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json;
using GenAI.Kit.Notebook.Wire;

namespace GenAI.Kit.Notebook.Runner;

/// <summary>Five free loopback ports and a random key, in a file that only the user can read.</summary>
internal sealed class LoopbackConnection : IDisposable
{
    public LoopbackConnection()
    {
        var ports = FreePorts(5);
        File = new ConnectionFile
        {
            ShellPort = ports[0], IopubPort = ports[1], StdinPort = ports[2], ControlPort = ports[3],
            HeartbeatPort = ports[4], Key = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)),
        };
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var stream = new FileStream(Path, options);
        JsonSerializer.Serialize(stream, File);
    }

    public ConnectionFile File { get; }

    public string Path { get; } =
        System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"genai-kit-{Guid.NewGuid():N}.json");

    public void Dispose() => System.IO.File.Delete(Path);

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
