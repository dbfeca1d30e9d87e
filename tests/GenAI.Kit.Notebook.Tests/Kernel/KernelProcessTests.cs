using System.Diagnostics;
using System.Globalization;
using System.Net;
using GenAI.Kit.Notebook.Runner;
using GenAI.Kit.Notebook.Wire;

namespace GenAI.Kit.Notebook.Tests.Kernel;

/// <summary>The kernel as a process of its own.</summary>
public sealed class KernelProcessTests : IDisposable
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(60);
    private readonly string path = Path.Combine(Path.GetTempPath(), $"genai-kernel-{Guid.NewGuid():n}.json");
    private readonly string program = Path.Combine(AppContext.BaseDirectory, "genai.dll");
    private readonly ConnectionFile connection = TestKernel.NewConnection("b7c1-a-key-to-look-for");
    private Process? process;

    public void Dispose()
    {
        if (process is { HasExited: false }) process.Kill(entireProcessTree: true);
        process?.Dispose();
        File.Delete(path);
    }

    [Fact]
    public async Task It_listens_on_loopback_alone_never_tells_its_key_and_ends_on_request()
    {
        Start("dotnet", "exec", program, "kernel", "start", path);
        var output = Task.WhenAll(process!.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using (var client = new WireClient(connection))
        {
            client.WaitUntilReady();
            client.Run("Console.WriteLine(1); throw new Exception();");
            if (OperatingSystem.IsLinux()) Assert.Equal(Ports().Order(), Listening(process.Id).Order());
            await UsesNoProcessorAlone();
            var reply = client.Ask("shutdown_request", WireClient.Content(("restart", false)), client.Control);
            Assert.Equal("ok", reply.Content.Text("status"));
        }
        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Wait);
        Assert.Equal(0, process.ExitCode);
        Assert.DoesNotContain(connection.Key, string.Concat(await output));
    }

    /// <summary>By the time of the processor, which a busy machine does not change.</summary>
    [Fact]
    public async Task The_first_completion_of_an_idle_kernel_is_right_and_quick()
    {
        const string Cell = "var fresh = new List<int>();\nfresh.";
        Start("dotnet", "exec", program, "kernel", "start", path);
        using var client = new WireClient(connection);
        client.WaitUntilReady();
        await UsesNoProcessorAlone(milliseconds: 100);
        process!.Refresh();
        var before = process.TotalProcessorTime;
        var request = WireClient.Content(("code", Cell), ("cursor_pos", Cell.Length));
        var matches = client.Ask("complete_request", request).Content["matches"]!.AsArray().Select(m => (string?)m);
        process.Refresh();
        Assert.Contains("AddRange", matches);
        Assert.InRange((process.TotalProcessorTime - before).TotalMilliseconds, 0, 600);
    }

    /// <summary>Pages of freed tensors are not faulted in again. The measure is the same process with glibc's own
    /// thresholds put back, so no neighbour's load counts.</summary>
    [Fact]
    public void Freed_pages_are_kept()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only glibc gives every large tensor's pages back");
        Start("dotnet", "exec", program, "kernel", "start", path);
        using var client = new WireClient(connection);
        client.WaitUntilReady();
        var (reply, _) = client.Run("""
            using System.Runtime.InteropServices;
            static class C { [DllImport("libc.so.6")] public static extern int mallopt(int parameter, int value); }
            long Faults() => long.Parse(System.IO.File.ReadAllText("/proc/thread-self/stat").Split(") ")[^1].Split(' ')[7]);
            long OfTwenty()
            {
                const int Size = 16 << 20;
                var before = 0L;
                for (var n = -1; n < 20; n++)                     // the first makes the heap as large as it needs to be
                {
                    if (n == 0) before = Faults();
                    var block = Marshal.AllocHGlobal(Size);
                    for (var at = 0; at < Size; at += 4096) Marshal.WriteByte(block, at, 1);
                    Marshal.FreeHGlobal(block);
                }
                return Faults() - before;
            }
            """);
        Assert.True(reply.Content.Text("status") == "ok", reply.Content.ToString());
        var kept = int.Parse(client.Value("OfTwenty()"), CultureInfo.InvariantCulture);
        const string ByItself = "C.mallopt(-3, 128 << 10); C.mallopt(-1, 128 << 10); OfTwenty()";   // glibc's defaults
        var given = int.Parse(client.Value(ByItself), CultureInfo.InvariantCulture);
        Assert.InRange(kept, 0, given / 10);
    }

    [Fact]
    public async Task It_ends_when_its_parent_dies()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(), "A shell is the parent here.");
        Start("/bin/sh", "-c", $"JPY_PARENT_PID=$$ dotnet exec '{program}' kernel start '{path}' & echo $!; wait");
        var kernel = int.Parse((await process!.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken))!);
        using (var client = new WireClient(connection)) client.WaitUntilReady();
        process.Kill(entireProcessTree: false);
        var clock = Stopwatch.StartNew();
        while (IsAlive(kernel) && clock.Elapsed < Wait)
            await Task.Delay(100, TestContext.Current.CancellationToken);
        Assert.False(IsAlive(kernel));
    }

    [Theory]
    [InlineData("{", "can't be read")]
    [InlineData("{\"transport\": \"ipc\"}", "only tcp")]
    [InlineData("{\"key\": \"k\", \"signature_scheme\": \"hmac-md5\"}", "only hmac-sha256")]
    [InlineData("{\"ip\": \"0.0.0.0\"}", "has no key, and whoever reaches 0.0.0.0 could run code")]
    [InlineData("{\"ip\": \"*\", \"key\": \"\"}", "has no key")]
    public void A_connection_file_that_can_not_be_served_is_told_in_one_sentence(string json, string sentence)
    {
        File.WriteAllText(path, json);
        Assert.Contains(sentence, Assert.Throws<InvalidDataException>(() => ConnectionFile.Read(path)).Message);
    }

    [Fact]
    public void A_connection_does_not_print_its_key() => Assert.DoesNotContain(connection.Key, connection.ToString());

    private void Start(string file, params string[] arguments)
    {
        TestKernel.Write(connection, path);
        var start = new ProcessStartInfo(file, arguments)
        {
            RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true,
        };
        KernelEnvironment.Apply(start.Environment);               // as the kernelspec has Jupyter do
        process = Process.Start(start);
    }

    /// <summary>No loop polls: there comes a second without work, once what is hot has been jitted again.</summary>
    private async Task UsesNoProcessorAlone(int milliseconds = 30)
    {
        var (used, most) = (TimeSpan.MaxValue, TimeSpan.FromMilliseconds(milliseconds));
        for (var i = 0; i < 90 && used > most; i++)
        {
            process!.Refresh();
            var before = process.TotalProcessorTime;
            await Task.Delay(1000, TestContext.Current.CancellationToken);
            process.Refresh();
            used = process.TotalProcessorTime - before;
        }
        Assert.InRange(used, TimeSpan.Zero, most);
    }

    private int[] Ports() =>
    [
        connection.ShellPort, connection.ControlPort, connection.IopubPort, connection.StdinPort,
        connection.HeartbeatPort,
    ];

    /// <summary>The ports that a process listens on, by its sockets; fails on any that is not loopback.</summary>
    private static List<int> Listening(int pid)
    {
        var inodes = Directory.GetFiles($"/proc/{pid}/fd").Select(f => new FileInfo(f).LinkTarget ?? "")
            .Where(t => t.StartsWith("socket:[")).Select(t => t[8..^1]).ToHashSet();
        List<int> ports = [];
        foreach (var line in File.ReadLines($"/proc/{pid}/net/tcp").Concat(File.ReadLines($"/proc/{pid}/net/tcp6")))
        {
            var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields[3] != "0A" || !inodes.Contains(fields[9])) continue;                    // 0A: listening
            var (address, port) = (fields[1].Split(':')[0], fields[1].Split(':')[1]);
            var bytes = BitConverter.GetBytes(uint.Parse(address, NumberStyles.HexNumber));
            Assert.Equal(IPAddress.Loopback, new IPAddress(bytes));
            ports.Add(int.Parse(port, NumberStyles.HexNumber));
        }
        return ports;
    }

    private static bool IsAlive(int pid)
    {
        try
        {
            using var found = Process.GetProcessById(pid);
            return !found.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
