using System.Diagnostics;
using GenAI.Kit.Notebook.Wire;
using NetMQ;
using NetMQ.Sockets;

namespace GenAI.Kit.Notebook.Kernel.Channels;

/// <summary>The five sockets of a connection file, bound.</summary>
/// <remarks>Jupyter chooses the ports and the kernel takes them when it has started: in between another program can
/// get one, mostly for a moment (the ports lie where the system takes those of outgoing connections from).</remarks>
internal sealed record KernelSockets(
    PublisherSocket Iopub, RouterSocket Heartbeat, RouterSocket Stdin, RouterSocket Control, RouterSocket Shell)
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(10);

    /// <exception cref="InvalidDataException">A port stays taken.</exception>
    public static KernelSockets Bind(ConnectionFile file)
    {
        var clock = Stopwatch.StartNew();
        return new(
            On(file.Address(file.IopubPort), new PublisherSocket(), clock),
            On(file.Address(file.HeartbeatPort), new RouterSocket(), clock),
            On(file.Address(file.StdinPort), new RouterSocket(), clock),
            On(file.Address(file.ControlPort), new RouterSocket(), clock),
            On(file.Address(file.ShellPort), new RouterSocket(), clock));
    }

    private static T On<T>(string address, T socket, Stopwatch clock) where T : NetMQSocket
    {
        while (true)
        {
            try
            {
                socket.Bind(address);
                return socket;
            }
            catch (AddressAlreadyInUseException) when (clock.Elapsed < Wait)
            {
                Thread.Sleep(100);
            }
            catch (NetMQException e) when (e is not AddressAlreadyInUseException)
            {
                throw new InvalidDataException($"The kernel can't listen on {address} ({e.ErrorCode}).", e);
            }
            catch (AddressAlreadyInUseException e)
            {
                throw new InvalidDataException($"The kernel can't listen on {address} ({e.ErrorCode}): another "
                    + "program has the port. Shut the kernel down in the notebook and choose it again: it then gets "
                    + "other ports.", e);
            }
        }
    }
}
