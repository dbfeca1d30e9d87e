namespace GenAI.Kit.Notebook.Runner;

/// <summary>How many threads the mathematics of a kernel takes, how they wait for each other, and how glibc keeps
/// memory: environment variables, unless the user has set them.</summary>
/// <remarks>
/// Sums in another order give other last digits: a run's text is stable per thread count. Threads that wait look
/// for work a thousand times and then sleep. GNU's OpenMP by itself looks 300,000 times, and a thread that looks
/// takes the core away from the one it waits for: two trainings at once on two cores then take ten times as long
/// each. Threads that sleep at once must be woken, which makes a training on a machine of its own a third slower.
/// tests/Benchmarks/README.md has the figures. Other OpenMPs than GNU's don't know the number, and sleep at once.
/// The memory's numbers are those of <see cref="Heap.KeepPages"/>, which comes too late for threads that .NET has
/// started before the kernel's first line: each has a heap of its own by then.
/// </remarks>
public static class KernelEnvironment
{
    private const string Name = "OMP_NUM_THREADS", Policy = "OMP_WAIT_POLICY", Looks = "GOMP_SPINCOUNT";

    /// <summary>What OMP_NUM_THREADS says, else the machine's cores, at most 8: small models gain no more.</summary>
    public static int Threads =>
        int.TryParse(Environment.GetEnvironmentVariable(Name), out var set) && set > 0
            ? set
            : Math.Min(Environment.ProcessorCount, 8);

    /// <summary>The variables and their values.</summary>
    public static IReadOnlyDictionary<string, string> Variables => new Dictionary<string, string>
    {
        [Name] = $"{Threads}",
        ["MKL_NUM_THREADS"] = $"{Threads}",
        ["OPENBLAS_NUM_THREADS"] = $"{Threads}",
        [Policy] = "passive",
        [Looks] = "1000",
        ["MALLOC_ARENA_MAX"] = "1",
        ["MALLOC_MMAP_THRESHOLD_"] = $"{Heap.MmapBytes}",
        ["MALLOC_TRIM_THRESHOLD_"] = $"{Heap.TrimBytes}",
    };

    /// <summary>Those that the user has not set; a user's policy goes without our number.</summary>
    /// <param name="environment">From a name to its value, null or empty where it has none.</param>
    public static IReadOnlyDictionary<string, string> Unset(Func<string, string?> environment)
    {
        bool IsSet(string name) => !string.IsNullOrEmpty(environment(name));
        return Variables.Where(v => !IsSet(v.Key) && !(v.Key == Looks && IsSet(Policy))).ToDictionary();
    }

    public static void Apply(IDictionary<string, string?> environment)
    {
        foreach (var (name, value) in Unset(name => environment.TryGetValue(name, out var set) ? set : null))
            environment[name] = value;
    }
}
