using System.Runtime;

namespace GenAI.Kit.Tests.Core;

/// <summary>TorchSharp frees its implicit scalars by finalizers, also while libtorch reads them: collections that run
/// beside a call stay off. (That a step of Adam fails without is chance: one of five runs of twelve seconds.)</summary>
[Collection("torch")]
public sealed class CollectionsTests
{
    [Fact]
    public void No_garbage_is_collected_beside_a_running_call()
    {
        NativeBackend.Load();
        Assert.Equal(GCLatencyMode.Batch, GCSettings.LatencyMode);
    }
}
