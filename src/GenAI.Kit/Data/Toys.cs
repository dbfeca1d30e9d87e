using static TorchSharp.torch;

namespace GenAI.Kit.Data;

/// <summary>A distribution of labelled points in the plane whose density is known.</summary>
public interface IToy
{
    /// <summary>Draws points independently; TorchSharp's global generator is neither read nor moved.</summary>
    /// <returns>X float32 [N, 2]; Y: the component that each point was drawn from.</returns>
    LabeledPoints Sample(int count, long seed);

    /// <summary>log p(x) in nats, float64 [N], for points [N, 2].</summary>
    Tensor LogDensity(Tensor x);
}

/// <summary>The two-dimensional data sets of the lessons: seeded, with known densities.</summary>
public static class Toys
{
    /// <summary>Cats and dogs, equally many, by weight (kg) and ear length (cm). Lesson 1.1.</summary>
    /// <param name="correlation">Between weight and ear length within a class, in (-1, 1). Naive Bayes believes that
    /// it is 0: with few animals that helps, with many it hurts.</param>
    /// <param name="shared">True: both have the same covariance, so the best border is a straight line. False: dogs
    /// vary twice as much as cats, and the best border is curved.</param>
    public static GaussianToy CatsAndDogs(double correlation = 0.5, bool shared = true) => new(
        shared
            ? [new(4.5, 6.5, 1.25, 1.0, correlation), new(7.0, 7.5, 1.25, 1.0, correlation)]
            : [new(4.5, 6.5, 1.0, 0.8, correlation), new(8.5, 9.0, 2.5, 1.8, correlation)],
        ["weight (kg)", "ear length (cm)"], ["cat", "dog"]);

    /// <summary>Eight Gaussians on a circle of radius 1.</summary>
    /// <param name="deviation">The standard deviation of each; 0.01 as in PacGAN (Lin et al. 2017, arXiv:1712.04086).
    /// </param>
    public static GaussianToy RingOf8(double deviation = 0.01) => Round(
        from i in Enumerable.Range(0, 8) select (Math.Cos(i * Math.PI / 4), Math.Sin(i * Math.PI / 4)), deviation);

    /// <summary>Twenty-five Gaussians on a grid from -4 to 4 in steps of 2.</summary>
    /// <param name="deviation">The standard deviation of each; 0.05 as in PacGAN.</param>
    public static GaussianToy GridOf25(double deviation = 0.05) => Round(
        from i in Enumerable.Range(0, 25) select (-4 + 2.0 * (i / 5), -4 + 2.0 * (i % 5)), deviation);

    private static GaussianToy Round(IEnumerable<(double X, double Y)> centres, double deviation)
    {
        Bell[] bells = [.. centres.Select(c => new Bell(c.X, c.Y, deviation, deviation))];
        return new(bells, ["x", "y"], [.. bells.Select((_, i) => $"mode {i + 1}")]);
    }
}
