using GenAI.Kit.Plotting;

namespace GenAI.Kit.Tests.Plotting;

public sealed class TicksTests
{
    [Theory]
    [InlineData(0, 1, 5, "0 0.2 0.4 0.6 0.8 1.0")]
    [InlineData(-3, 3, 6, "−3 −2 −1 0 1 2 3")]
    [InlineData(0, 12000, 3, "0 5,000 10,000")]
    [InlineData(0, 3.5e9, 3, "0 1e9 2e9 3e9")]
    [InlineData(0.11, 0.14, 4, "0.11 0.12 0.13 0.14")]
    [InlineData(1234560, 1234564, 4, "1.23456e6 1.234561e6 1.234562e6 1.234563e6 1.234564e6")]
    public void Linear(double low, double high, int about, string expected) =>
        Assert.Equal(expected, Text(Ticks.For(new("", false, null), (low, high), about)));

    [Theory]
    [InlineData(1, 3, 8, "10 20 50 100 200 500 1,000")]
    [InlineData(0, 6, 8, "1 10 100 1,000 10,000 100,000 1e6")]
    [InlineData(-4, 8, 4, "0.001 1 1,000 1e6")]
    [InlineData(0, 0.5, 2, "1 2 3")]
    public void Logarithmic(double low, double high, int about, string expected) =>
        Assert.Equal(expected, Text(Ticks.For(new("", true, null), (low, high), about)));

    [Fact]
    public void Places_on_a_logarithmic_axis_are_exponents() =>
        Assert.Equal([1, 2, 3], Ticks.For(new("", true, null), (1, 3), 3).Select(t => t.At));

    private static string Text(Tick[] ticks) => string.Join(' ', ticks.Select(t => t.Text));
}
