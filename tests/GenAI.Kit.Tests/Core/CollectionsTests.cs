using System.Diagnostics;
using System.Runtime;
using static TorchSharp.torch;

namespace GenAI.Kit.Tests.Core;

/// <summary>TorchSharp frees its implicit scalars by finalizers, also while libtorch reads them: collections that run
/// beside a call must stay off.</summary>
[Collection("torch")]
public sealed class CollectionsTests
{
    private const int Seconds = 12;     // with background collections one of 4,600 steps failed, here 20,000 are taken

    [Fact]
    public void No_garbage_is_collected_beside_a_running_call()
    {
        NativeBackend.Load();
        Assert.Equal(GCLatencyMode.Batch, GCSettings.LatencyMode);
    }

    [Fact]
    public void TorchSharps_own_Adam_survives_large_arrays()
    {
        NativeBackend.Load();
        var net = nn.Sequential(nn.Linear(34, 128), nn.SiLU(), nn.Linear(128, 128), nn.SiLU(), nn.Linear(128, 2));
        var adam = optim.Adam(net.parameters());
        var clock = Stopwatch.StartNew();
        for (var last = 0.0; clock.Elapsed.TotalSeconds < Seconds;)
        {
            using var scope = NewDisposeScope();
            adam.zero_grad();
            net.call(randn(64, 34)).square().mean().backward();
            var large = new double[65_536];
            last += large[^1];
            for (var step = 0; step < 5; step++) adam.step();
        }
        Assert.All(net.parameters(), weight => Assert.True(weight.isfinite().all().item<bool>()));
    }
}
