using GenAI.Kit.Plotting;
using static GenAI.Kit.Tests.Plotting.GalleryData;

namespace GenAI.Kit.Tests.Plotting;

/// <summary>One example of every kind of picture, with fixed numbers: what the approved pictures show.</summary>
internal static class Gallery
{
    private static readonly string[] Classifiers = ["naive Bayes", "LDA", "QDA", "random forest"];
    private static readonly string[] Penguins = ["Adelie", "Chinstrap", "Gentoo"];
    private static readonly string[] Words = "the cat sat on the mat and slept".Split(' ');

    public static readonly Dictionary<string, Func<IPicture>> Pictures = new()
    {
        ["line"] = LearningCurves,
        ["line-log"] = Loss,
        ["scatter"] = () => new Figure("Cats, dogs and foxes", x: "weight (kg)", y: "ear length (cm)")
            .Scatter(Points(), Labels(), ["cats", "dogs", "foxes"]),
        ["scatter-values"] = () => new Figure("Points by their log density", x: "x₁", y: "x₂", equal: true)
            .Scatter(Points(), values: LogDensity(), bar: "log p(x) (nats)"),
        ["labels"] = () => new Figure("Words in the plane", x: "z₁", y: "z₂")
            .Labels(Points()[..4], Words[..4], "first").Labels(Points()[4..8], Words[4..8], "second"),
        ["histogram"] = () => new Figure("Drawn and real flippers", x: "flipper length (mm)", y: "density (1/mm)")
            .Histogram(Normal(600, 200, 8), "real", density: true)
            .Histogram(Normal(600, 207, 11, 7), "drawn", density: true),
        ["bars"] = () => new Figure("Test accuracy by model", y: "accuracy", yRange: (0, 1))
            .Bars(Classifiers, [0.91, 0.93, 0.95, 0.94], "10 labels", [0.03, 0.02, 0.04, 0.02])
            .Bars(Classifiers, [0.93, 0.95, 0.97, 0.98], "100 labels", [0.01, 0.01, 0.01, 0.01]),
        ["heatmap"] = () => new Figure("Mean of each pixel", x: "column", y: "row")
            .HeatMap(Bump(12, 16), bar: "grey level"),
        ["contour"] = () => new Figure("Two Gaussians", x: "x₁", y: "x₂")
            .Contour(Mixture, (-4, 4), (-3, 3), filled: true, bar: "p(x)"),
        ["contour-lines"] = () => new Figure("Level sets of two Gaussians", x: "x₁", y: "x₂")
            .Contour(Mixture, (-4, 4), (-3, 3), "p(x) = 0.02, 0.05, 0.1", at: [0.02, 0.05, 0.1])
            .Ellipse([-1.5, 0], new[,] { { 0.6, 0.2 }, { 0.2, 0.5 } }, "one and two σ", color: 1),
        ["vectors"] = () => new Figure("Score of two Gaussians", x: "x₁", y: "x₂", xRange: (-4, 4), yRange: (-3, 3))
            .VectorField(Score, name: "∇ log p(x)"),
        ["regions"] = () => new Figure("Who is a cat?", x: "weight (kg)", y: "ear length (cm)")
            .Scatter(Points(), Labels(), ["cats", "dogs", "foxes"]).Regions(Classify),
        ["panels"] = () => Figure.Grid("Three decision boundaries",
            [Panel("linear", 0), Panel("quadratic", 0.25), Panel("the other way", -0.6)]),
        ["matrix"] = () => new Figure("Confusion matrix", x: "predicted", y: "true")
            .Matrix(new[,] { { 48, 2, 0 }, { 3, 44, 3 }, { 0, 1, 49 } }, Penguins, Penguins),
        ["attention"] = () => new Figure("Attention of one head", x: "looked at", y: "token", width: 560, height: 480)
            .Matrix(Bump(8, 8), Words, Words, format: null, bar: "weight"),
        ["long-labels"] = () => new Figure("Seconds for each model with a long name", y: "time (s)")
            .Bars([.. Words.Select(w => $"the model named {w}")], [10, 200, 3000, 4500, 20, 6000, 12000, 9000]),
        ["images"] = () => ImageGrid.Of(Images(20, 3), 10, "Twenty small images"),
        ["image-captions"] = () => ImageGrid.Of(Images(6, 1), 6, "Six classes",
            ["T-shirt", "trouser", "pullover", "dress", "coat", "sandal"]),
        ["image-rows"] = () => ImageGrid.Rows("Reconstruction",
            ("input", Images(8, 1)), ("output", Images(8, 1) * 0.6)),
    };

    public static IEnumerable<(string Name, Figure Figure)> Figures =>
        Pictures.Select(p => (p.Key, p.Value())).Where(p => p.Item2 is Figure).Select(p => (p.Key, (Figure)p.Item2));

    public static Figure LearningCurves()
    {
        double[] labels = [10, 20, 50, 100, 200, 500, 1000];
        double[] bayes = [0.21, 0.17, 0.145, 0.138, 0.135, 0.133, 0.132];
        double[] logistic = [0.33, 0.24, 0.17, 0.14, 0.12, 0.105, 0.1];
        return new Figure("Learning curves cross", x: "labels", y: "test error", logX: true)
            .Line(labels, bayes, "naive Bayes", band: (Scaled(bayes, 0.9), Scaled(bayes, 1.1)))
            .Line(labels, logistic, "logistic regression", (Scaled(logistic, 0.85), Scaled(logistic, 1.15)),
                markers: true)
            .HLine(0.095, "Bayes error").VLine(150);
    }

    public static Figure Loss()
    {
        var steps = Enumerable.Range(0, 400);
        var training = steps.Select(i => (300 * Math.Exp(-i / 60.0) + 2) * Math.Exp(0.1 * Wave(i)));
        var validation = steps.Select(i => i % 50 == 0 ? double.NaN : 320 * Math.Exp(-i / 60.0) + 3);
        return new Figure("Loss while training", x: "step", y: "loss (nats/image)", logY: true)
            .Line(training, "training").Line(validation, "validation, with gaps", dashed: true);
    }

    private static Figure Panel(string title, double bend) => new Figure(title, x: "x₁", y: "x₂")
        .Scatter(Points(), Labels() % 2, ["class A", "class B"])
        .Regions((x, y) => 1 / (1 + Math.Exp(y - 8 - bend * (x - 7) * (x - 7) + bend * 4)));
}
