using System.Runtime.InteropServices;
using GenAI.Kit.Notebook.Kernel.Answers;
using GenAI.Kit.Notebook.Kernel.Channels;
using GenAI.Kit.Notebook.Runner;
using GenAI.Kit.Notebook.Session;
using GenAI.Kit.Notebook.Wire;
using NetMQ;

namespace GenAI.Kit.Notebook.Kernel;

/// <summary>A C# kernel that serves one connection file: five sockets, each on its own thread.</summary>
public sealed class KernelHost : IDisposable
{
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<IDisposable> parts = [];
    private readonly CellRunner runner;

    private KernelHost(ConnectionFile file, KernelSockets sockets, Task<CSharpSession> session)
    {
        var link = new Link(new MessageCodec(new Signer(file.Key)), Guid.NewGuid().ToString());
        var publisher = Keep(new Publisher(Start("iopub", sockets.Iopub, null), link));
        publisher.Status("starting", null);
        Start("heartbeat", sockets.Heartbeat, (self, frames) => self.SendNow(frames));
        var stdin = new StdinChannel(link);
        stdin.Use(Start("stdin", sockets.Stdin, stdin.OnReceived));
        runner = new CellRunner(session, publisher, stdin);
        var dispatcher = new Dispatcher(runner, publisher, link, () => ended.TrySetResult());
        Start("control", sockets.Control, dispatcher.OnControl);
        Start("shell", sockets.Shell, dispatcher.OnShell);
    }

    /// <summary>Serves until a client asks to shut down, the parent dies or the token is cancelled.</summary>
    /// <param name="connectionFile">The file that the client wrote.</param>
    /// <exception cref="InvalidDataException">The file can't be read, or asks for what this kernel can't do or a port
    /// that is taken.</exception>
    public static async Task RunAsync(
        string connectionFile, SessionOptions options, CancellationToken token = default)
    {
        Heap.KeepPages();
        var file = ConnectionFile.Read(connectionFile);
        var sockets = KernelSockets.Bind(file);                  // first of all: others can take the ports until then
        var session = Task.Run(() => CSharpSession.StartAsync(options), token);      // the longest part of the start
        if (!file.IsLoopback)
            Console.Error.WriteLine($"Warning: the kernel listens on {file.Ip}, which others can reach.");
        using var host = new KernelHost(file, sockets, session);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context =>
        {
            context.Cancel = true;
            host.runner.Interrupt();
        });
        using var stop = token.Register(() => host.ended.TrySetResult());
        using var parent = ParentWatch.Start(() => host.ended.TrySetResult());
        await host.ended.Task.ConfigureAwait(false);
    }

    public void Dispose()
    {
        runner.Interrupt();
        foreach (var part in Enumerable.Reverse(parts)) part.Dispose();
    }

    private SocketThread Start(
        string name, NetMQSocket socket, Action<SocketThread, IReadOnlyList<byte[]>>? received)
    {
        var thread = Keep(new SocketThread(name, socket, received));
        thread.Start();
        return thread;
    }

    private T Keep<T>(T part) where T : IDisposable
    {
        parts.Add(part);
        return part;
    }
}
