using GenAI.Kit.Lessons;
using static TorchSharp.torch;

namespace GenAI.Kit.Tests.Lessons;

/// <summary>The checks of lesson 5.5: right answers pass, likely wrong ones are told why.</summary>
[Collection("torch")]
public sealed class Lesson55Tests
{
    [Fact]
    public void The_field_of_a_bell_is_a_straight_line_in_x()
    {
        string? Said(Func<double, double, double> slope) => Lesson55.Field.Check((x, t, m, s) =>
            m + slope(t, s) * (x - t * m)).Message;
        double Variance(double t, double s) => (1 - t) * (1 - t) + t * t * s * s;
        Assert.Equal(ExerciseStatus.Passed, Lesson55.Field.Check((x, t, m, s) =>
            m + (t * s * s - (1 - t)) / Variance(t, s) * (x - t * m)).Status);
        Assert.Contains("mean of all", Said((_, _) => 0));
        Assert.Contains("sign", Said((t, s) => (t * s * s + (1 - t)) / Variance(t, s)));
        Assert.Contains("deviation", Said((t, s) => (t * s - (1 - t)) / ((1 - t) * (1 - t) + t * t * s)));
        Assert.Contains("four velocities", Lesson55.Field.Check((x, _, _, _) => x[..2]).Message);
    }

    [Fact]
    public void One_step_ends_in_the_mean()
    {
        Assert.Equal(ExerciseStatus.Passed, Lesson55.Collapse.Check(4).Status);
        Assert.Contains("added", Lesson55.Collapse.Check(1).Message);
        Assert.Contains("nearest", Lesson55.Collapse.Check(2).Message);
        Assert.Contains("before the mean", Lesson55.Collapse.Check(7).Message);
    }

    [Fact]
    public void A_density_is_the_bells_less_what_the_road_spreads()
    {
        double Count(Func<double, double, double> velocity, Func<double, double, double> slope, double x, int n,
            double sign)
        {
            var sum = 0.0;
            for (var k = n; k > 0; k--)
            {
                sum += slope(x, (double)k / n) / n;
                x -= velocity(x, (double)k / n) / n;
            }
            return -x * x / 2 - Math.Log(2 * Math.PI) / 2 - sign * sum;
        }
        Assert.Equal(ExerciseStatus.Passed, Lesson55.Counted.Check((v, s, x, n) => Count(v, s, x, n, 1)).Status);
        Assert.Contains("sign", Lesson55.Counted.Check((v, s, x, n) => Count(v, s, x, n, -1)).Message);
        Assert.Contains("the start", Lesson55.Counted.Check((v, s, x, n) => Count(v, s, x, n, 0)).Message);
        Assert.Contains("not at its end", Lesson55.Counted.Check((v, s, x, n) =>
            -x * x / 2 - Math.Log(2 * Math.PI) / 2 - Math.Log(0.5)).Message);
    }
}
