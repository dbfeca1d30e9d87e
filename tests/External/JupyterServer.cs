using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using GenAI.Kit.Notebook.Format;

namespace GenAI.Kit.External;

/// <summary>The classic Notebook on loopback behind a token, in a home of its own with the kit's kernel.</summary>
public sealed class JupyterServer : IAsyncLifetime
{
    private readonly KernelHome home = new();
    private readonly string token = RandomNumberGenerator.GetHexString(32);
    private readonly int port = FreePort();
    private readonly StringBuilder log = new();
    private Process? process;

    internal Uri Address => new($"http://127.0.0.1:{port}/");

    public async ValueTask InitializeAsync()
    {
        process = Process.Start(Server())!;
        process.OutputDataReceived += (_, line) => Log(line.Data);
        process.ErrorDataReceived += (_, line) => Log(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await Listening();
    }

    public async ValueTask DisposeAsync()
    {
        if (process is { HasExited: false })
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }
        home.Dispose();
    }

    /// <summary>Saves a notebook in the server's folder and gives the address that opens it.</summary>
    internal Uri Add(string name, params string[] cells)
    {
        home.Save(NotebookDocument.Create([.. cells.Select(code => NotebookCell.Code(code))]), name + ".ipynb");
        return new(Address, $"notebooks/{name}.ipynb?token={token}");
    }

    private ProcessStartInfo Server()
    {
        string[] arguments =
        [
            "--no-browser", "--allow-root", "--ip=127.0.0.1", $"--port={port}", "--NotebookApp.port_retries=0",
            $"--notebook-dir={home.Folder}",
        ];
        var start = new ProcessStartInfo("/usr/bin/jupyter-notebook", arguments)
        {
            WorkingDirectory = home.Folder, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("JUPYTER") || k.StartsWith("XDG_")))
            start.Environment.Remove(name);
        start.Environment["HOME"] = home.Folder;
        start.Environment["JUPYTER_TOKEN"] = token;                  // not among the arguments, which `ps` shows
        return start;
    }

    private async Task Listening()
    {
        using var client = new HttpClient { BaseAddress = Address };
        var clock = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                using var reply = await client.GetAsync($"api/status?token={token}");
                if (reply.IsSuccessStatusCode) return;
            }
            catch (HttpRequestException) { }
            Assert.True(clock.Elapsed.TotalMinutes < 1 && !process!.HasExited, $"Jupyter does not listen:\n{log}");
            await Task.Delay(100);
        }
    }

    private void Log(string? line)
    {
        lock (log) log.AppendLine(line);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
