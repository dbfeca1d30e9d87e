using static TorchSharp.torch;

namespace GenAI.Kit.Tests.Core;

/// <summary>oneDNN appends channels up to a multiple of its block, and in libtorch 2.10 leaves them as the memory was
/// found: what an earlier tensor left there must not reach a picture. docs/upstream.md tells more.</summary>
[Collection("torch")]
public sealed class ConvolutionMemoryTests
{
    // The sizes, in numbers, of the layouts that the cases below ask for, and some around them.
    private static readonly long[] Sizes =
        [64, 144, 288, 576, 1152, 2304, 4608, 9216, 13824, 18432, 20736, 25088, 50176, 100352];

    [Theory]
    [InlineData(24, 24)]
    [InlineData(24, 48)]
    [InlineData(20, 20)]
    [InlineData(10, 40)]
    [InlineData(16, 16)]
    public void What_freed_memory_held_is_in_no_picture(int from, int to)
    {
        Seed.Everything(1);
        using var _ = NewDisposeScope();
        var (x, w) = (randn(16, from, 14, 14), randn(to, from, 3, 3));
        var first = nn.functional.conv2d(x, w, padding: [1L, 1]);
        for (var again = 0; again < 5; again++)
        {
            LeaveNaN();
            Assert.True(first.equal(nn.functional.conv2d(x, w, padding: [1L, 1])).all().item<bool>());
        }
    }

    [Theory]
    [InlineData(24)]
    [InlineData(20)]
    public void Nor_in_a_gradient(int channels)
    {
        Seed.Everything(1);
        using var _ = NewDisposeScope();
        var x = randn([16, channels, 7, 7], requires_grad: true);
        var w = randn([channels, channels, 3, 3], requires_grad: true);
        for (var again = 0; again < 5; again++)
        {
            var y = nn.functional.conv_transpose2d(nn.functional.conv2d(x, w, padding: [1L, 1]), w);
            LeaveNaN();
            y.square().sum().backward();
            Assert.True(x.grad!.isfinite().all().item<bool>() && w.grad!.isfinite().all().item<bool>());
        }
    }

    private static void LeaveNaN()
    {
        foreach (var size in Sizes)
        {
            var dirt = Enumerable.Range(0, 3).Select(_ => full([size], float.NaN, float32)).ToArray();
            foreach (var tensor in dirt) tensor.Dispose();
        }
    }
}
