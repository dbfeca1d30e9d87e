using GenAI.Kit.Plotting;
using static TorchSharp.torch;

namespace GenAI.Kit.Tests.Plotting;

/// <summary>What a student gets wrong is answered by one sentence that says what it was.</summary>
[Collection("torch")]
public sealed class MistakeTests
{
    [Theory]
    [InlineData(0, "3 points, but 2 numbers for y.")]
    [InlineData(1, "2 points, but 1 numbers for the band's low end.")]
    [InlineData(2, "2 categories, but 1 values.")]
    [InlineData(3, "A matrix of 1 × 2, but 2 row and 2 column names.")]
    [InlineData(4, "A table needs a tensor of 2 dimensions, not [3].")]
    [InlineData(5, "The function got points [4096, 2] and gave [1]: the first dimension must stay.")]
    [InlineData(6, "\"blue\" is no colour: write \"#rrggbb\" or a palette index such as 0.")]
    [InlineData(7, "Images must have the shape [N, C, H, W] with C = 1 or 3, or [N, H, W], not [2, 2].")]
    [InlineData(8, "Every row needs as many images as the others: input has 2, output has 1.")]
    [InlineData(9, "2 names are for labels 0 to 1, but the labels are 0 to 2.")]
    [InlineData(10, "There is no column 1 in a table of 1: columns count from 0.")]
    [InlineData(11, "Rows of 2, 1, 3 numbers are no table: each needs as many as the others.")]
    public void Wrong_arguments(int which, string message) =>
        Assert.Equal(message, Assert.Throws<ArgumentException>(Mistake(which)).Message);

    /// <summary>No point of a class was drawn: that is no mistake.</summary>
    [Fact]
    public void A_selection_of_no_points_is_drawn() =>
        Assert.NotEmpty(new Figure().Scatter(zeros(0, 2), "none").Scatter(zeros(3, 2), "three").ToPng());

    [Fact]
    public void A_grid_of_no_images_is_told() => Assert.Contains("at least one image",
        Assert.Throws<ArgumentException>(() => ImageGrid.Of(zeros(0, 1, 4, 4))).Message);

    [Fact]
    public void A_function_needs_to_know_where() => Assert.Contains("give x: and y: ranges",
        Assert.Throws<InvalidOperationException>(() => new Figure("Density").Contour((x, y) => x)).Message);

    [Fact]
    public void A_joined_figure_takes_no_more_marks() => Assert.Contains("before Figure.Grid",
        Assert.Throws<InvalidOperationException>(
            () => Figure.Grid("Two", [new Figure(), new Figure()]).Line([1, 2])).Message);

    private static Action Mistake(int which) => which switch
    {
        0 => () => new Figure().Line([1, 2, 3], [1, 2]),
        1 => () => new Figure().Line([1, 2], [1, 2], band: ([1], [2])),
        2 => () => new Figure().Bars(["a", "b"], [1]),
        3 => () => new Figure().Matrix(new[,] { { 1, 2 } }, ["a", "b"], ["c", "d"]),
        4 => () => new Figure().Scatter(zeros(3)),
        5 => () => new Figure().Contour(x => x.sum().reshape(1), (0, 1), (0, 1)),
        6 => () => new Figure().Line([1, 2], color: "blue"),
        7 => () => ImageGrid.Of(zeros(2, 2)),
        9 => () => new Figure().Scatter(zeros(3, 2), [0, 1, 2], ["a", "b"]),
        10 => () => new Figure().Scatter(zeros(3, 1)),
        11 => () => new Figure().HeatMap((double[][])[[1, 2], [3], [4, 5, 6]]),
        _ => () => ImageGrid.Rows("", ("input", zeros(2, 1, 4, 4)), ("output", zeros(1, 1, 4, 4))),
    };
}
