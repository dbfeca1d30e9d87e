using GenAI.Kit.Plotting;
using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Tests.Plotting;

/// <summary>One example of every kind of picture, with fixed numbers: what the approved pictures show.</summary>
internal static class Gallery
{
    public static readonly Dictionary<string, Func<IPicture>> Pictures = new()
    {
        ["line"] = Lines,
        ["scatter"] = () => new Figure("Cats and dogs", x: "weight (kg)", y: "ear length (cm)")
            .Scatter(Points(), Labels(), ["cats", "dogs", "foxes"]),
        ["scatter-values"] = () => new Figure("Points by their log density", x: "x₁", y: "x₂", equal: true)
            .Scatter(Points(), values: Range(180).Select(i => -Math.Pow(i / 60.0, 2)).ToArray(), bar: "log p(x) (nats)"),
        ["histogram"] = () => new Figure("Drawn and real flipper lengths", x: "flipper length (mm)", y: "density (1/mm)")
            .Histogram(Normal(600, 200, 8), "real", density: true).Histogram(Normal(600, 207, 11, 7), "drawn", density: true),
        ["bars"] = () => new Figure("Test accuracy by model", y: "accuracy", yRange: (0, 1))
            .Bars(["naive Bayes", "LDA", "QDA", "random forest"], [0.91, 0.93, 0.95, 0.94], "10 labels", [0.03, 0.02, 0.04, 0.02])
            .Bars(["naive Bayes", "LDA", "QDA", "random forest"], [0.93, 0.95, 0.97, 0.98], "100 labels", [0.01, 0.01, 0.01, 0.01]),
        ["heatmap"] = () => new Figure("Mean of each pixel", x: "column", y: "row").HeatMap(Bump(12, 16), bar: "grey level"),
        ["contour"] = () => new Figure("Two Gaussians", x: "x₁", y: "x₂").Contour(Mixture, (-4, 4), (-3, 3), filled: true, bar: "p(x)"),
        ["contour-lines"] = () => new Figure("Level sets of two Gaussians", x: "x₁", y: "x₂")
            .Contour(Mixture, (-4, 4), (-3, 3), "p(x) = 0.02, 0.05, 0.1", at: [0.02, 0.05, 0.1])
            .Ellipse([-1.5, 0], new double[,] { { 0.6, 0 }, { 0, 0.6 } }, "one and two σ", color: 1),
        ["vectors"] = () => new Figure("Score of two Gaussians", x: "x₁", y: "x₂", xRange: (-4, 4), yRange: (-3, 3))
            .VectorField(Score, name: "∇ log p(x)"),
        ["regions"] = () => new Figure("Who is a cat?", x: "weight (kg)", y: "ear length (cm)")
            .Scatter(Points(), Labels(), ["cats", "dogs", "foxes"]).Regions(Classify),
        ["panels"] = () => Figure.Grid("Three decision boundaries", [Panel("linear", 0), Panel("quadratic", 0.25), Panel("wavy", -0.6)]),
        ["matrix"] = () => new Figure("Confusion matrix", x: "predicted", y: "true").Matrix(
            new[,] { { 48, 2, 0 }, { 3, 44, 3 }, { 0, 1, 49 } }, ["Adelie", "Chinstrap", "Gentoo"], ["Adelie", "Chinstrap", "Gentoo"]),
        ["images"] = () => ImageGrid.Of(Images(20, 3), 10, "Twenty small images"),
        ["image-rows"] = () => ImageGrid.Rows("Reconstruction", ("input", Images(8, 1)), ("output", Images(8, 1) * 0.6)),
    };

    public static Figure Lines()
    {
        double[] labels = [10, 20, 50, 100, 200, 500, 1000];
        double[] bayes = [0.21, 0.17, 0.145, 0.138, 0.135, 0.133, 0.132], logistic = [0.33, 0.24, 0.17, 0.14, 0.12, 0.105, 0.1];
        return new Figure("Learning curves cross", x: "labels", y: "test error", logX: true)
            .Line(labels, bayes, "naive Bayes", band: (bayes.Select(v => v * 0.9).ToArray(), bayes.Select(v => v * 1.1).ToArray()))
            .Line(labels, logistic, "logistic regression", markers: true,
                band: (logistic.Select(v => v * 0.85).ToArray(), logistic.Select(v => v * 1.15).ToArray()))
            .HLine(0.095, "Bayes error").VLine(150);
    }

    public static Tensor Points()
    {
        var points = new double[180, 2];
        for (var i = 0; i < 180; i++)
            (points[i, 0], points[i, 1]) = (4 + 3 * (i % 3) + Wave(i), 6 + 3 * (i % 3 == 1 ? -1 : 1) + 1.3 * Wave(i + 0.37) + i % 3);
        return tensor(points);
    }

    public static Tensor Labels() => arange(180) % 3;

    public static Tensor Images(int count, int channels)
    {
        var ramp = linspace(0, 1, 16);
        var plane = ramp.unsqueeze(0) * ramp.unsqueeze(1);                          // [16, 16]
        var shades = linspace(0.2, 1, count * channels).reshape(count, channels, 1, 1);
        return plane * shades.flip(1) + (1 - plane).flip(1) * 0.5 * shades;            // [N, C, 16, 16]
    }

    private static Figure Panel(string title, double bend) => new Figure(title, x: "x₁", y: "x₂")
        .Scatter(Points(), Labels() % 2, ["class A", "class B"])
        .Regions((x, y) => 1 / (1 + Math.Exp(-(y - 8 - bend * (x - 7) * (x - 7) + bend * 4))));

    private static Tensor Classify(Tensor x) => functional_softmax(stack(
        [-square(x[.., 0] - 4) - square(x[.., 1] - 9), -square(x[.., 0] - 7) - square(x[.., 1] - 4), -square(x[.., 0] - 10) - square(x[.., 1] - 11)], 1) / 8);

    private static Tensor functional_softmax(Tensor x) => nn.functional.softmax(x, 1);

    private static Tensor Mixture(Tensor x) => (Gaussian(x, -1.5, 0) + Gaussian(x, 1.5, 0.5)) / 2;

    private static Tensor Score(Tensor x)
    {
        var (a, b) = (Gaussian(x, -1.5, 0), Gaussian(x, 1.5, 0.5));
        var toA = stack([-1.5 - x[.., 0], -x[.., 1]], 1) / 0.6;
        var toB = stack([1.5 - x[.., 0], 0.5 - x[.., 1]], 1) / 0.6;
        return (a.unsqueeze(1) * toA + b.unsqueeze(1) * toB) / (a + b).unsqueeze(1);
    }

    private static Tensor Gaussian(Tensor x, double m1, double m2) =>
        exp(-(square(x[.., 0] - m1) + square(x[.., 1] - m2)) / 1.2) / (2 * Math.PI * 0.6);

    private static double[,] Bump(int rows, int columns)
    {
        var z = new double[rows, columns];
        for (var i = 0; i < rows; i++)
        for (var j = 0; j < columns; j++) z[i, j] = Math.Exp(-Math.Pow(i - rows * 0.4, 2) / 12 - Math.Pow(j - columns * 0.6, 2) / 20);
        return z;
    }

    private static double[] Normal(int count, double mean, double deviation, int salt = 0) =>
        [.. Range(count).Select(i => mean + deviation * Wave(i + salt * 0.11))];

    /// <summary>Numbers that look like draws from N(0, 1), the same on every machine.</summary>
    private static double Wave(double i) =>
        Math.Sqrt(-2 * Math.Log(Part(i * 0.754877666 + 0.1) + 1e-3)) * Math.Cos(2 * Math.PI * Part(i * 0.569840296));

    private static double Part(double v) => v - Math.Floor(v);
    private static IEnumerable<int> Range(int count) => Enumerable.Range(0, count);
}
