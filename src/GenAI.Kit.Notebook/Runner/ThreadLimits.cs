namespace GenAI.Kit.Notebook.Runner;

/// <summary>How many threads the mathematics of a kernel takes, and how they wait for each other: environment
/// variables, unless the user has set them.</summary>
/// <remarks>
/// Sums in another order give other last digits: a run's text is stable per thread count. Threads that wait sleep, in
/// place of spinning: alone a step of training takes as long; beside a program that keeps one of two cores busy it
/// takes 0.4 of the time (GPT 187 to 84 ms, U-Net 749 to 283 ms, GNU's OpenMP).
/// </remarks>
public static class ThreadLimits
{
    private const string Name = "OMP_NUM_THREADS";

    /// <summary>What OMP_NUM_THREADS says, else the machine's cores, at most 8: small models gain no more.</summary>
    public static int Count =>
        int.TryParse(Environment.GetEnvironmentVariable(Name), out var set) && set > 0
            ? set
            : Math.Min(Environment.ProcessorCount, 8);

    /// <summary>The variables and their values.</summary>
    public static IReadOnlyDictionary<string, string> Variables => new Dictionary<string, string>
    {
        [Name] = $"{Count}",
        ["MKL_NUM_THREADS"] = $"{Count}",
        ["OPENBLAS_NUM_THREADS"] = $"{Count}",
        ["OMP_WAIT_POLICY"] = "passive",
    };

    public static void Apply(IDictionary<string, string?> environment)
    {
        foreach (var (name, value) in Variables)
            if (!environment.TryGetValue(name, out var set) || string.IsNullOrEmpty(set))
                environment[name] = value;
    }
}
