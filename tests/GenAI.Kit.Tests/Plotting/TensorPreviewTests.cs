using GenAI.Kit.Plotting;
using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Tests.Plotting;

[Collection("torch")]
public sealed class TensorPreviewTests
{
    [Fact]
    public void It_says_shape_type_range_and_first_numbers() => Assert.Equal(
        "Tensor [2, 3] Float32: 0 to 5, mean 2.5\n[       0        1        2]\n[       3        4        5]",
        TensorPreview.Describe(arange(6, dtype: ScalarType.Float32).reshape(2, 3)));

    [Theory]
    [InlineData(new long[] { 0, 4 }, "Tensor [0, 4] Float32, empty")]
    [InlineData(new long[] { }, "Tensor [] Float32: 0 to 0, mean 0\n[       0]")]
    public void Small_ones(long[] shape, string expected) =>
        Assert.Equal(expected, TensorPreview.Describe(zeros(shape)));

    [Fact]
    public void Big_ones_are_cut() =>
        Assert.Equal(6, TensorPreview.Describe(zeros(60, 3, 50, 50)).Split('\n').Length);

    [Fact]
    public void What_is_not_finite_is_counted() => Assert.StartsWith(
        "Tensor [3] Float64: 1 to 1, mean 1, 2 not finite",
        TensorPreview.Describe(tensor(new[] { 1, double.NaN, double.PositiveInfinity })));

    [Fact]
    public void Gradients_are_named_and_nothing_is_left_behind()
    {
        using var weights = rand(3, 3, requires_grad: true);
        var before = LiveTensors.Count();
        Assert.Contains("requires grad", TensorPreview.Describe(weights));
        Assert.Equal(before, LiveTensors.Count());
    }

    [Fact]
    public void A_disposed_one_says_so()
    {
        var gone = zeros(2);
        gone.Dispose();
        Assert.Equal("Tensor, already disposed", TensorPreview.Describe(gone));
    }
}
