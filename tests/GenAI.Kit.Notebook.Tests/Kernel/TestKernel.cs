using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using GenAI.Kit.Notebook.Kernel;
using GenAI.Kit.Notebook.Session;
using GenAI.Kit.Notebook.Wire;

namespace GenAI.Kit.Notebook.Tests.Kernel;

/// <summary>A kernel in this process, served over real sockets; one for all tests of a class.</summary>
public sealed class TestKernel : IAsyncLifetime
{
    private readonly CancellationTokenSource stop = new();
    private readonly string path = Path.Combine(Path.GetTempPath(), $"genai-kernel-{Guid.NewGuid():n}.json");
    private Task? running;

    public ConnectionFile Connection { get; } = NewConnection("a secret of the test");

    /// <summary>A connection to five ports that nobody uses.</summary>
    public static ConnectionFile NewConnection(string key)
    {
        var listeners = Enumerable.Range(0, 5).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        listeners.ForEach(l => l.Start());
        var ports = listeners.Select(l => ((IPEndPoint)l.LocalEndpoint).Port).ToList();
        listeners.ForEach(l => l.Stop());
        return new ConnectionFile
        {
            Key = key, ShellPort = ports[0], ControlPort = ports[1], IopubPort = ports[2], StdinPort = ports[3],
            HeartbeatPort = ports[4],
        };
    }

    /// <summary>A client of its own for a test, once the kernel answers.</summary>
    internal WireClient Connect()
    {
        var client = new WireClient(Connection);
        client.WaitUntilReady();
        return client;
    }

    public static void Write(ConnectionFile connection, string path) =>
        File.WriteAllText(path, JsonSerializer.Serialize(connection));

    public async ValueTask InitializeAsync()
    {
        Write(Connection, path);
        running = Task.Run(() => KernelHost.RunAsync(path, new SessionOptions(), stop.Token));
        using var client = await Task.Run(Connect);
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await running!.WaitAsync(TimeSpan.FromSeconds(10));
        File.Delete(path);
    }
}
