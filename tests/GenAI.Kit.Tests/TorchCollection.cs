using System.Runtime.CompilerServices;

namespace GenAI.Kit.Tests;

/// <summary>Tests that use torch run one after another: they share its generator, its threads and its
/// memory.</summary>
[CollectionDefinition("torch")]
public sealed class TorchCollection
{
    [ModuleInitializer]
    internal static void Load()
    {
        NativeBackend.Load();
        TorchSharp.torch.set_num_threads(1);                     // other tests want the other cores
    }
}

/// <summary>The number of tensors alive, for tests that leave none behind.</summary>
internal static class LiveTensors
{
    /// <summary>Counts after the garbage of earlier tests is gone; afterwards read Tensor.TotalCount itself, so that
    /// the collector does not hide a leak.</summary>
    public static long Count()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return TorchSharp.torch.Tensor.TotalCount;
    }
}
