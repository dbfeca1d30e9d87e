using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Benchmarks;

/// <summary>What this machine can do at most, as libtorch reaches it: billions of operations in a second.</summary>
internal static class Peak
{
    public const string Matrix = "peak: matrix product", Convolution = "peak: convolution";

    /// <summary>The best of three sizes each; a multiplication and an addition are two operations.</summary>
    public static void Measure(double seconds)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        Timing.Print(Matrix, new[] { 512, 1024, 2048 }.Max(n => Product(n, seconds / 3)));
        Timing.Print(Convolution, new[] { 32, 64, 128 }.Max(maps => Convolve(maps, seconds / 3)));
    }

    private static double Product(long n, double seconds)
    {
        Tensor a = randn(n, n), b = randn(n, n);
        return 2.0 * n * n * n / 1e6 / Timing.Milliseconds(Times(() => a.matmul(b)), seconds);
    }

    private static double Convolve(int maps, double seconds)
    {
        Tensor x = randn(64, maps, 16, 16), w = randn(maps, maps, 3, 3);
        return Flops.Convolution(3, maps, maps, 16) * 64 / 1e6
            / Timing.Milliseconds(Times(() => nn.functional.conv2d(x, w, padding: [1L, 1])), seconds);
    }

    private static Action<int> Times(Func<Tensor> f) => count =>
    {
        for (var i = 0; i < count; i++) f().Dispose();
    };
}
