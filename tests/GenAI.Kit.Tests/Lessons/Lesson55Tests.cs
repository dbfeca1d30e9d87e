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
        static Tensor Bell(Tensor x) => -x.square().sum(1) / 2 - x.shape[1] / 2.0 * Math.Log(2 * Math.PI);
        static Tensor Count(Func<Tensor, double, Tensor> field, Tensor x, int n, double weight)
        {
            var sum = zeros(x.shape[0], x.dtype);
            for (var k = n; k > 0; k--)
            {
                var at = x.detach().requires_grad_();
                var v = field(at, (double)k / n);
                var sign = (2 * randint(2, x.shape, x.dtype)) - 1;
                sum += (autograd.grad([(v * sign).sum()], [at])[0] * sign).sum(1).detach() / n;
                x = (at - v / n).detach();
            }
            return Bell(x) - weight * sum;
        }
        string Said(Func<Func<Tensor, double, Tensor>, Tensor, int, Tensor> count) =>
            Lesson55.Counted.Check(count).Message;
        Assert.Equal(ExerciseStatus.Passed, Lesson55.Counted.Check((f, x, n) => Count(f, x, n, 1)).Status);
        Assert.Contains("sign", Said((f, x, n) => Count(f, x, n, -1)));
        Assert.Contains("the start", Said((f, x, n) => Count(f, x, n, 0)));
        Assert.Contains("not at its end", Said((f, x, n) => Bell(x) - tensor(0.2, float64).log()));
        Assert.Contains("is missing", Said((f, x, n) => Count(f, x, n, 1) + 2 * Math.Log(2 * Math.PI)));
        Assert.Contains("400 densities", Said((f, x, n) => Count(f, x, n, 1).mean()));
    }
}
