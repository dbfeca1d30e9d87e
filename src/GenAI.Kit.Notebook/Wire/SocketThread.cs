using NetMQ;

namespace GenAI.Kit.Notebook.Wire;

/// <summary>A socket and the one thread that touches it; it sleeps while nothing comes or goes.</summary>
public sealed class SocketThread : IDisposable
{
    private readonly NetMQQueue<(IReadOnlyList<byte[]>? Frames, ManualResetEventSlim? Done)> outgoing = new();
    private readonly NetMQPoller poller;
    private readonly NetMQSocket socket;
    private readonly Thread thread;

    /// <param name="received">Called on the socket's thread, which waits for it.</param>
    public SocketThread(string name, NetMQSocket socket, Action<SocketThread, IReadOnlyList<byte[]>>? received = null)
    {
        this.socket = socket;
        socket.Options.Linger = TimeSpan.FromSeconds(1);
        socket.Options.SendHighWatermark = 0;
        outgoing.ReceiveReady += (_, _) => SendQueued();
        poller = [outgoing];
        if (received is not null)
        {
            socket.ReceiveReady += (_, _) => received(this, Receive());
            poller.Add(socket);
        }
        thread = new Thread(Run) { IsBackground = true, Name = name };
    }

    public void Start() => thread.Start();

    /// <summary>Queues a message; any thread may call it.</summary>
    public void Send(IReadOnlyList<byte[]> frames) => outgoing.Enqueue((frames, null));

    /// <summary>Returns when all that was queued has been given to the socket.</summary>
    public void Flush()
    {
        if (!poller.IsRunning) return;
        using var done = new ManualResetEventSlim();
        outgoing.Enqueue((null, done));
        done.Wait(TimeSpan.FromSeconds(5));
    }

    /// <summary>Sends at once; only on the socket's own thread.</summary>
    public void SendNow(IReadOnlyList<byte[]> frames) => socket.SendMultipartBytes(frames);

    /// <summary>The next message if one comes in time; only on the socket's own thread.</summary>
    public IReadOnlyList<byte[]>? TryReceive(TimeSpan timeout)
    {
        NetMQMessage? message = null;
        return socket.TryReceiveMultipartMessage(timeout, ref message) ? Frames(message!) : null;
    }

    public void Dispose()
    {
        if (poller.IsRunning && Thread.CurrentThread != thread) poller.StopAsync();
        if (Thread.CurrentThread != thread && thread.IsAlive) thread.Join(TimeSpan.FromSeconds(2));
    }

    private void Run()
    {
        Session.Errors.BackgroundErrors.OwnThread();
        poller.Run();
        SendQueued();
        socket.Dispose();
        poller.Dispose();
        outgoing.Dispose();
    }

    private IReadOnlyList<byte[]> Receive() => Frames(socket.ReceiveMultipartMessage());

    private static byte[][] Frames(NetMQMessage message) => [.. message.Select(f => f.ToByteArray())];

    private void SendQueued()
    {
        while (outgoing.TryDequeue(out var item, TimeSpan.Zero))
        {
            if (item.Frames is not null) SendNow(item.Frames);
            try { item.Done?.Set(); }
            catch (ObjectDisposedException) { }                        // who waited has given up
        }
    }
}
