using TorchSharp;

namespace GenAI.Kit;

/// <summary>Where randomness comes from: one global seed for models and training, own generators for data.</summary>
public static class Seed
{
    /// <summary>Seeds TorchSharp's global generator, on the GPU too: initial weights, dropout, noise and samples
    /// follow.</summary>
    public static void Everything(long seed)
    {
        NativeBackend.Load();
        torch.manual_seed(seed);
    }

    /// <summary>A generator of its own, which neither reads nor moves the global one; dispose it.</summary>
    public static torch.Generator Generator(long seed)
    {
        NativeBackend.Load();
        return new((ulong)seed, torch.CPU);
    }
}
