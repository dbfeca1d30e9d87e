using TorchSharp;

namespace GenAI.Kit;

/// <summary>Where randomness comes from: one global seed for models and training, own generators for data.</summary>
public static class Seed
{
    /// <summary>Seeds TorchSharp's global generator, on the GPU too: initial weights, dropout, noise and samples
    /// follow. Dice that are not torch's don't: give <see cref="Random"/> and ML.NET (<c>new Random(seed)</c>, the
    /// <c>seed</c> of RandomForest and LinearSvm) a seed of their own.</summary>
    public static void Everything(long seed)
    {
        NativeBackend.Load();
        torch.manual_seed(seed);
    }

    /// <summary>Runs <paramref name="body"/> aside: whatever it draws or seeds, torch's global generator (the CPU's)
    /// goes on afterwards as if it had not run.</summary>
    /// <returns>What the body yields.</returns>
    public static T Aside<T>(Func<T> body)
    {
        NativeBackend.Load();
        using var state = torch.get_rng_state().DetachFromDisposeScope();
        try
        {
            return body();
        }
        finally
        {
            torch.set_rng_state(state);
        }
    }

    /// <summary>A seed of its own for the n-th of several things that share one; the 0th has the seed itself. Sums
    /// won't do: the second of seed 1 would be the first of seed 2.</summary>
    /// <remarks>Steele, Lea and Flood 2014, "Fast Splittable Pseudorandom Number Generators" (SplitMix64).</remarks>
    internal static long Split(long seed, long n)
    {
        if (n == 0) return seed;
        var z = Mixed((ulong)seed) + (ulong)n * 0x9E3779B97F4A7C15;
        return (long)Mixed(z);
    }

    private static ulong Mixed(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>A generator of its own, which neither reads nor moves the global one; dispose it.</summary>
    public static torch.Generator Generator(long seed)
    {
        NativeBackend.Load();
        return new((ulong)seed, torch.CPU);
    }
}
