using System.Diagnostics;
using GenAI.Kit.Notebook.Format;
using GenAI.Kit.Notebook.Kernel;

namespace GenAI.Kit.Notebook.Runner;

/// <summary>The kernel's process: its last words, its peak memory, its end.</summary>
internal sealed class KernelProcess : IDisposable
{
    private readonly Process process;
    private readonly LastWords words = new();
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public KernelProcess(RunOptions options, string connectionFile)
    {
        var (program, folder) = (options.Kernel.Program, options.Folder);
        var start = new ProcessStartInfo(program)
        {
            WorkingDirectory = folder, UseShellExecute = false,
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        foreach (var argument in options.Kernel.Arguments)
            start.ArgumentList.Add(argument.Replace("{connection_file}", connectionFile));
        KernelEnvironment.Apply(start.Environment);
        foreach (var (name, value) in options.Environment) start.Environment[name] = value;
        start.Environment[ParentWatch.Runner] = $"{Environment.ProcessId}";
        process = new Process { StartInfo = start, EnableRaisingEvents = true };
        process.OutputDataReceived += (_, line) => Hear(line.Data);
        process.ErrorDataReceived += (_, line) => Hear(line.Data);
        process.Exited += (_, _) => ended.TrySetResult();
        try
        {
            process.Start();
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or InvalidOperationException)
        {
            throw new NotebookException($"The kernel `{program}` can't be started in {folder} "
                + $"({e.Message.TrimEnd('.')}): run `genai doctor`.", inner: e);
        }

        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>The process is gone; a child of a cell may still hold its output open.</summary>
    public Task Ended => ended.Task;

    public int Id => process.Id;

    public long PeakBytes { get; private set; }

    /// <summary>How the process ended, and why as far as it said so.</summary>
    public async Task<string> Obituary()
    {
        await Task.WhenAny(process.WaitForExitAsync(), Task.Delay(1000));       // its last lines may be under way
        return words.Of(process.ExitCode);
    }

    public void MeasureMemory()
    {
        try
        {
            process.Refresh();
            PeakBytes = Math.Max(PeakBytes, Math.Max(process.PeakWorkingSet64, process.WorkingSet64)); // Mac: no peak
        }
        catch (InvalidOperationException)
        {
            // The process has ended: the last value stands.
        }
    }

    public void Kill()
    {
        try { process.Kill(entireProcessTree: true); }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception) { }
    }

    public void Dispose()
    {
        Kill();
        process.WaitForExit(TimeSpan.FromSeconds(5));
        process.Dispose();
    }

    private void Hear(string? line)
    {
        if (line != null) words.Hear(line);
    }
}
