using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using GenAI.Kit.Notebook.Wire;

namespace GenAI.Kit.Notebook.Tests.Kernel;

/// <summary>The kernel's own threads: what goes wrong on them is told, and no kernel stays that answers nothing.</summary>
public sealed class OwnThreadTests : IDisposable
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(120);
    private readonly string path = Path.Combine(Path.GetTempPath(), $"genai-kernel-{Guid.NewGuid():n}.json");
    private readonly ConnectionFile connection = TestKernel.NewConnection("key");
    private Process? process;

    public void Dispose()
    {
        if (process is { HasExited: false }) process.Kill(entireProcessTree: true);
        process?.Dispose();
        File.Delete(path);
    }

    private Task<string> Start()
    {
        TestKernel.Write(connection, path);
        process = Process.Start(new ProcessStartInfo("dotnet",
            ["exec", Path.Combine(AppContext.BaseDirectory, "genai.dll"), "kernel", "start", path])
        { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true })!;
        return process.StandardError.ReadToEndAsync();
    }

    /// <summary>A socket's thread as the kernel has five, made by a cell: its flow would say that it is the cell's.</summary>
    [Fact]
    public async Task An_exception_on_one_ends_the_process_with_its_cause()
    {
        var errors = Start();
        using var client = new WireClient(connection);
        client.WaitUntilReady();
        client.Send("execute_request", WireClient.Code("""
            using GenAI.Kit.Notebook.Wire;
            var types = AppDomain.CurrentDomain.GetAssemblies().First(a => a.GetName().Name == "NetMQ");
            object Pair(string address) => Activator.CreateInstance(types.GetType("NetMQ.Sockets.PairSocket"), address);
            Action<SocketThread, IReadOnlyList<byte[]>> fails = (_, _) => throw new Exception("a cause");
            var far = Pair("@inproc://own");
            ((SocketThread)Activator.CreateInstance(typeof(SocketThread), "own", far, fails)).Start();
            var near = (SocketThread)Activator.CreateInstance(typeof(SocketThread), "near", Pair(">inproc://own"), null);
            near.Start();
            near.Send([new byte[1]]);
            await Task.Delay(-1);
            """));
        await process!.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Wait);
        Assert.Equal(134, process.ExitCode);
        Assert.Contains("a cause", await errors);
    }

    [Fact]
    public async Task A_port_that_is_taken_for_a_moment_is_waited_for()
    {
        var other = new TcpListener(IPAddress.Loopback, connection.StdinPort);
        other.Start();
        _ = Start();
        await Task.Delay(3000, TestContext.Current.CancellationToken);
        Assert.False(process!.HasExited);
        other.Stop();
        using var client = new WireClient(connection);
        client.WaitUntilReady();
        Assert.Equal("2", client.Value("1 + 1"));
    }

    [Fact]
    public async Task A_port_that_stays_taken_is_told_with_what_to_do()
    {
        var other = new TcpListener(IPAddress.Loopback, connection.ShellPort);
        other.Start();
        var errors = Start();
        await process!.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Wait);
        other.Stop();
        Assert.Equal(5, process.ExitCode);
        Assert.Contains($"127.0.0.1:{connection.ShellPort} (AddressAlreadyInUse): another program has the port. Shut the " +
            "kernel down in the notebook and choose it again", await errors);
    }
}
