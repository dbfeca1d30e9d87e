using GenAI.Kit.Lessons;
using TorchSharp;

namespace GenAI.Kit.Tests.Lessons;

[Collection("torch")]
public sealed class LiveTests : IDisposable
{
    private readonly List<object?> shown = [];
    private readonly CancellationTokenSource interrupt = new();

    public LiveTests() => Host.Connect(value => { shown.Add(value); return shown.Add; }, () => interrupt.Token);

    public void Dispose() => Host.Connect(_ => _ => { }, () => CancellationToken.None);

    [Fact]
    public void A_fast_loop_draws_once_and_clears_both()
    {
        var drawn = 0;
        var live = new Live("steps", 1000);
        for (var step = 1; step <= 1000; step++)
            live.Update(step, () => $"picture {++drawn}");
        live.Clear();
        Assert.InRange(drawn, 1, 3);
        Assert.IsType<ProgressBar>(shown[0]);
        Assert.Equal("picture 1", shown[1]);
        Assert.Equal([null, null], shown[^2..]);
    }

    /// <summary>How often a picture is drawn depends on the machine's pace; what comes of a training must not.</summary>
    [Fact]
    public void A_picture_that_draws_by_chance_moves_no_dice()
    {
        using var _ = torch.NewDisposeScope();
        Seed.Everything(3);
        var expected = torch.randn(4);
        Seed.Everything(3);
        new Live("steps", 1).Update(1, () => $"{torch.randn(9).sum().Number()}");
        Assert.Equal(2, shown.Count);                                     // it was drawn
        Assert.True(torch.randn(4).Equals(expected));
    }

    [Fact]
    public void An_interrupt_ends_the_loop()
    {
        var live = new Live("steps", 10);
        live.Update(1);
        interrupt.Cancel();
        Assert.Throws<OperationCanceledException>(() => live.Update(2));
    }

    [Fact]
    public void The_bar_tells_how_long_is_left()
    {
        var bar = ProgressBar.After("steps", 25, 100, TimeSpan.FromSeconds(10));
        Assert.Equal(30, bar.SecondsLeft, 1e-9);
        Assert.Contains("█████░░░░░░░░░░░░░░░  25/100  30 s left", bar.ToString());
        Assert.Contains("\"secondsLeft\":30", bar.ToMimeBundle()["application/vnd.genai-kit.progress+json"]);
    }

    [Fact]
    public void A_loop_that_goes_on_has_a_full_bar() => Assert.Contains("████████████████████  12/10  0 s left",
        ProgressBar.After("steps", 12, 10, TimeSpan.FromSeconds(10)).ToString());
}
