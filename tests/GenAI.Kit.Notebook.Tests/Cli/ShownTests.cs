using GenAI.Kit.Cli;

namespace GenAI.Kit.Notebook.Tests.Cli;

public sealed class ShownTests
{
    [Theory]
    [InlineData(0, "0")]
    [InlineData(0.93456, "0.9346")]
    [InlineData(18.3667, "18.37")]
    [InlineData(246.4, "246.4")]
    [InlineData(3.331e-16, "3.331e-16")]
    [InlineData(-2.5e7, "-2.5e7")]
    public void NumbersAreShort(double value, string expected) => Assert.Equal(expected, Shown.Number(value));

    [Theory]
    [InlineData(2.34, "2.3 s")]
    [InlineData(61, "1 min 1 s")]
    [InlineData(119.9, "2 min 0 s")]
    public void TimesAreInSecondsThenMinutes(double seconds, string expected) =>
        Assert.Equal(expected, Shown.Time(seconds));
}
