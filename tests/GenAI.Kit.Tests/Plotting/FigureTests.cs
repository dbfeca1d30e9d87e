using GenAI.Kit.Plotting;
using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Tests.Plotting;

[Collection("torch")]
public sealed class FigureTests
{
    [Fact]
    public void Numbers_come_from_whatever_a_lesson_has()
    {
        double[] three = [1, 2, 3];
        Numbers[] same = [three, new float[] { 1, 2, 3 }, new[] { 1, 2, 3 }, new[] { 1L, 2, 3 }, [1, 2, 3],
            new List<double>(three), Numbers.Of(three.Select(v => v)), tensor(new[] { 1f, 2, 3 }),
            tensor(new long[,] { { 1 }, { 2 }, { 3 } })];
        Assert.All(same, n => Assert.Equal(three, n));
        Assert.Equal([1, 0], (Numbers)(tensor(new[] { 5, 1 }) > 2));
    }

    [Fact]
    public void A_query_can_be_drawn() =>
        Assert.Contains("3 points, from (0, 1) to (2, 9)",
            new Figure().Line(new[] { 1, 2, 3 }.Select(v => v * (double)v)).AltText);

    [Fact]
    public void The_alt_text_says_title_axes_and_numbers() => Assert.Equal(
        "Loss while training. Horizontal axis: step. Vertical axis: nats (logarithmic). "
            + "Line “test”: 3 points, from (0, 8) to (2, 0.5), y 0.5 to 8. Horizontal line “floor” at 0.25.",
        new Figure("Loss while training", "step", "nats", logY: true)
            .Line([8, 2, 0.5], "test").HLine(0.25, "floor").AltText);

    /// <summary>More and wider ticks than a first guess has, since nothing stands below the plot.</summary>
    [Theory]
    [InlineData("nats", 40)]
    [InlineData("", 20)]
    public void Ticks_never_reach_the_label(string label, double room)
    {
        foreach (var height in Enumerable.Range(8, 40).Select(n => 20 * n))
        {
            var figure = new Figure("Surprise", "x", label, yRange: (0, 5), height: height).Line([0, 5], "line");
            var place = new Frame(figure).Places[0];
            var widest = place.YTicks.Max(t => ShippedFont.Width(t.Text, Frame.TickSize));
            Assert.True(place.Room.Left >= room + widest - 0.6, $"height {height}: {place.Room.Left} for {widest}");
        }
    }

    [Fact]
    public void A_given_alt_text_stays() =>
        Assert.Equal("It falls.", new Figure("Loss").Alt("It falls.").Line([2, 1]).AltText);

    [Fact]
    public void Every_picture_has_an_alt_text_with_its_numbers() =>
        Assert.All(Gallery.Pictures.Values, p => Assert.Matches(@"^\p{Lu}.*\d.*\.$", p().AltText));

    [Fact]
    public void The_mean_of_runs_has_a_band_of_two_standard_errors()
    {
        var figure = new Figure().Mean([0, 1], new double[,] { { 1, 5 }, { 3, 5 } });
        var line = Assert.IsType<LineMark>(Marks(figure).Single());
        Assert.Equal([2, 5], line.Y);
        Assert.Equal([0, 5], line.Band!.Value.Low);                     // s = √2, √2/√2 = 1, twice that below 2
        Assert.Equal([4, 5], line.Band!.Value.High);
    }

    [Fact]
    public void Histograms_of_a_figure_share_their_bins_and_a_density_has_area_one()
    {
        var marks = Marks(new Figure()
            .Histogram([0, 1, 1, 3], bins: 4, density: true).Histogram([7, 8], bins: 4, density: true));
        foreach (var boxes in marks.Select(Boxes))
        {
            Assert.Equal([0, 2, 4, 6], boxes.Select(b => b.Left));
            Assert.Equal(1, boxes.Sum(b => (b.Right - b.Left) * b.Top), 12);
        }
        Assert.Equal([3, 1, 0, 0], Boxes(Marks(new Figure().Histogram([0, 1, 1, 3, 9], bins: 4, range: (0, 8)))[0])
            .Select(b => b.Top));                                       // a value outside the range is left out
    }

    [Fact]
    public void Regions_take_their_place_from_the_points_before_them()
    {
        var marks = Marks(new Figure().Scatter(new double[,] { { 0, 0 }, { 10, 100 } }).Regions(x => x[.., 0] / 10));
        var regions = Assert.IsType<RegionsMark>(marks[1]);
        Assert.Equal((-0.6, 10.6), (regions.X.Low, Math.Round(regions.X.High, 9)));
        Assert.Equal(2, regions.Probability.Length);                    // [N] is the probability of class 1
        Assert.Equal(0.5, regions.Probability[1].Blend(0, 31.5), 5);
    }

    [Fact]
    public void Functions_of_tensors_leave_no_tensor_behind()
    {
        using var weights = ones(2, 1, requires_grad: true);
        var before = LiveTensors.Count();
        _ = new Figure(xRange: (0, 1), yRange: (0, 1))
            .Contour(x => x.matmul(weights)).VectorField(x => x * weights.T).Regions(x => x.matmul(weights));
        Assert.Equal(before, LiveTensors.Count());
    }

    private static List<Mark> Marks(Figure figure) => figure.Panels.Single().Marks;

    private static IReadOnlyList<Box> Boxes(Mark mark)
    {
        var canvas = new RecordingCanvas();
        mark.Draw(canvas);
        return canvas.AllBoxes;
    }
}
