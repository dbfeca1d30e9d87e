using GenAI.Kit.Plotting;

namespace GenAI.Kit.Tests.Plotting;

public sealed class IsolinesTests
{
    [Fact]
    public void The_level_of_a_cone_is_one_closed_circle()
    {
        var (xs, ys) = Trace((x, y) => Math.Sqrt(x * x + y * y), level: 1);
        Assert.Equal(1, xs.Count(double.IsNaN));
        Assert.True(double.IsNaN(xs[^1]));
        Assert.Equal((xs[0], ys[0]), (xs[^2], ys[^2]));
        Assert.All(xs.SkipLast(1).Zip(ys), p => Assert.Equal(1, double.Hypot(p.First, p.Second), 0.005));
        var circumference = xs.SkipLast(2).Select((x, i) => double.Hypot(xs[i + 1] - x, ys[i + 1] - ys[i])).Sum();
        Assert.Equal(2 * Math.PI, circumference, 0.01);
    }

    [Fact]
    public void A_line_that_leaves_the_field_is_open_and_ends_at_its_edges()
    {
        var (xs, ys) = Trace((x, y) => x, level: 0.3);
        Assert.Equal(1, xs.Count(double.IsNaN));
        Assert.All(xs.SkipLast(1), x => Assert.Equal(0.3, x, 9));
        Assert.Equal([-2, 2], new[] { ys[0], ys[^2] }.Order());
    }

    [Fact]
    public void Two_hills_give_two_lines_and_nothing_lies_above_the_peak()
    {
        Assert.Equal(2, Trace(Hills, level: 0.5).X.Count(double.IsNaN));
        Assert.Empty(Trace(Hills, level: 2).X);

        static double Hills(double x, double y) => Hill(x - 1, y) + Hill(x + 1, y);
        static double Hill(double x, double y) => Math.Exp(-4 * x * x - y * y);
    }

    private static (List<double> X, List<double> Y) Trace(Func<double, double, double> f, double level)
    {
        var (xs, ys) = (new List<double>(), new List<double>());
        Isolines.Trace(f.OnGrid((-2, 2), (-2, 2), 60, 60), (-2, 2), (-2, 2), level, xs, ys);
        return (xs, ys);
    }
}
