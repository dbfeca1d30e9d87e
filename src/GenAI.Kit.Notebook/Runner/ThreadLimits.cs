namespace GenAI.Kit.Notebook.Runner;

/// <summary>How many threads the mathematics of a kernel takes: set by environment variables, unless the user has.
/// </summary>
/// <remarks>Sums in another order give other last digits: a run's text is stable per thread count.</remarks>
public static class ThreadLimits
{
    public static readonly IReadOnlyList<string> Variables =
        ["OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"];

    /// <summary>What OMP_NUM_THREADS says, else the machine's cores, at most 8: small models gain no more.</summary>
    public static int Count =>
        int.TryParse(Environment.GetEnvironmentVariable(Variables[0]), out var set) && set > 0
            ? set
            : Math.Min(Environment.ProcessorCount, 8);

    public static void Apply(IDictionary<string, string?> environment)
    {
        foreach (var name in Variables)
            if (!environment.TryGetValue(name, out var value) || string.IsNullOrEmpty(value))
                environment[name] = $"{Count}";
    }
}
