namespace GenAI.Kit.Benchmarks;

/// <summary>A model of the kit that has a peer in tests/Peers.</summary>
internal interface IPair
{
    /// <summary>What the command line and the parcel's file call it.</summary>
    string Name { get; }

    /// <summary>Same weights, same input: what the peer must give as well.</summary>
    Parcel Pack();

    /// <summary>What is timed.</summary>
    IEnumerable<Measure> Measures();
}

/// <summary>Something that is timed.</summary>
/// <param name="Name">As the table calls it, such as "VAE: training step".</param>
/// <param name="Run">Does it so many times.</param>
internal sealed record Measure(string Name, Action<int> Run);

/// <summary>The pairs, in the order of the course.</summary>
internal static class AllPairs
{
    public static readonly IPair[] Known =
        [new VaePair(), new DcganPair(), new GptPair(), new UNetPair(), new DitPair(), new FidPair()];

    public static IPair Find(string name) => Known.FirstOrDefault(pair => pair.Name == name)
        ?? throw new ArgumentException(
            $"There is no pair {name}: {string.Join(", ", Known.Select(pair => pair.Name))}.");
}
