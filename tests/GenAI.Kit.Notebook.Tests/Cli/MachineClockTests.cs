using System.Text.Json.Nodes;
using GenAI.Kit.Cli;
using GenAI.Kit.Notebook.Format;

namespace GenAI.Kit.Notebook.Tests.Cli;

public sealed class MachineClockTests
{
    [Theory]
    [InlineData(1, "as fast as the reference")]
    [InlineData(1.7, "1.7 times slower than the reference")]
    [InlineData(0.5, "2.0 times faster than the reference")]
    public void A_machine_is_told_by_its_ratio_to_the_reference(double ratio, string words)
    {
        var r = MachineClock.Reference;
        var clock = new MachineClock(ratio * r.Matrix, ratio * r.Convolution, ratio * r.Compile, ratio * r.Loop);
        Assert.Equal(ratio, clock.Slower, 1e-9);
        Assert.Equal(words, clock.Words);
        var uneven = r with { Matrix = 16 * r.Matrix };
        Assert.Equal(2, uneven.Slower, 1e-9);                     // the geometric mean of 16, 1, 1 and 1
    }

    [Fact]
    public void It_measures_all_four_and_keeps_them()
    {
        var clock = MachineClock.Measure(threads: 1);
        Assert.All([clock.Matrix, clock.Convolution, clock.Compile, clock.Loop],
            time => Assert.InRange(time, 0.05, 5000));
        Assert.Equal(clock, MachineClock.Known);
    }

    [Theory]
    [InlineData("**Time** On two slow cores: full 3 min 29 s, demo 41 s, quick 7 s. The table is shipped.")]
    [InlineData("**Time** On two cores: full 26 seconds, demo 7 seconds, quick 5 seconds. "
        + "On two slow ones: 41 seconds. The table is shipped.")]
    public void The_header_says_the_minutes_that_were_measured(string before)
    {
        var notebook = NotebookDocument.Create([NotebookCell.Markdown($"# One\n\n{before}")]);
        HeaderTime.Write(notebook);
        Assert.EndsWith(before, notebook.Cells[0].Source);        // nothing was measured, nothing is said
        notebook.Metadata["genai_kit"] = new JsonObject
        {
            ["minutes"] = new JsonObject { ["full"] = 2.25, ["quick"] = 0.1, ["demo"] = 1.0 },
        };
        HeaderTime.Write(notebook);
        Assert.EndsWith("yours): full 2 min 15 s, demo 1 min 0 s, quick 6 s. The table is shipped.", notebook.Cells[0].Source);
        Assert.Contains(HeaderTime.Of(notebook)!, notebook.Cells[0].Source);
    }
}
