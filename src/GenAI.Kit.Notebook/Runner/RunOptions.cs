using GenAI.Kit.Contract;
using GenAI.Kit.Notebook.Format;

namespace GenAI.Kit.Notebook.Runner;

/// <summary>How to start a kernel: a program and its arguments, in which `{connection_file}` stands for a path.
/// </summary>
public sealed record KernelProgram(string Program, params IReadOnlyList<string> Arguments);

/// <summary>How to run a notebook.</summary>
/// <param name="Kernel">The kernel's process.</param>
/// <param name="Folder">The current directory of the cells.</param>
public sealed record RunOptions(KernelProgram Kernel, string Folder)
{
    /// <summary>The time limit of one cell; none if null.</summary>
    public TimeSpan? CellLimit { get; init; }

    /// <summary>The time limit until the kernel answers.</summary>
    public TimeSpan StartLimit { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>After an interrupt, how long a cell may take to end before the kernel is killed; less than a second
    /// where the run is cancelled.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Goes on after a cell that failed.</summary>
    public bool AllowErrors { get; init; }

    /// <summary>Variables that the kernel is started with, beside those of this process.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Told of each cell's start and of its own progress; called from the runner's threads.</summary>
    public Action<RunProgress>? Progress { get; init; }
}

/// <summary>Where a run stands.</summary>
/// <param name="Cell">The code cell that runs, from 1.</param>
/// <param name="Of">How many code cells there are.</param>
/// <param name="Heading">The last heading above the cell.</param>
/// <param name="Own">What the cell itself says of its progress.</param>
public sealed record RunProgress(int Cell, int Of, string Heading, ProgressMessage? Own);

/// <summary>How a run ended.</summary>
/// <param name="Code">Fine, CellFailed, TimeLimit or Interrupted.</param>
/// <param name="Message">Unless fine, one sentence: what, in which cell.</param>
/// <param name="Seconds">From the kernel's start to the last cell's end.</param>
/// <param name="SecondsToFirstCell">From the kernel's start to the moment when it took the first cell.</param>
/// <param name="PeakBytes">The most memory that the kernel's process had resident.</param>
public sealed record RunResult(
    ExitCode Code, string? Message, double Seconds, double SecondsToFirstCell, long PeakBytes);
