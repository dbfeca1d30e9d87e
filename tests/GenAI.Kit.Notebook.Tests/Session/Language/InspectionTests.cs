using GenAI.Kit.Notebook.Session;

namespace GenAI.Kit.Notebook.Tests.Session.Language;

/// <summary>What a hover shows: a signature, and what the docs say of the member and of each parameter.</summary>
public sealed class InspectionTests
{
    private const string Cell = """
        using GenAI.Kit.Autoencoders;
        using GenAI.Kit.Plotting;
        using TorchSharp;
        var vae = new Vae(new());
        var figure = new Figure("a title");

        /// <summary>A place.</summary>
        /// <param name="X">To the right, in <c>pt</c>.</param>
        /// <param name="Y">Upwards: 2*3*4 is $a$ &lt;b&gt; [c](d) of <see cref="List{T}"/>.</param>
        record Place(int X, int Y);

        interface IMeasure
        {
            /// <summary>How far it is.</summary>
            /// <param name="from">Where one stands.</param>
            /// <returns>In metres, shape [B].</returns>
            /// <exception cref="ArgumentException">It is nowhere.</exception>
            double Far(Place from);
        }

        class Measure : IMeasure
        {
            /// <summary>A measure.</summary>
            /// <param name="unit">In metres.</param>
            public Measure(double unit) { }

            /// <inheritdoc/>
            public virtual double Far(Place from) => 0;
        }

        class Finer(double unit) : Measure(unit)
        {
            public override double Far(Place from) => 1;
        }
        """;

    private static readonly TestSession Shared = new(LibraryFolder.Options(AppContext.BaseDirectory));
    private static readonly Task Ready = Shared.Run(Cell);

    [Theory]
    [InlineData("Console.WriteLine|", "Writes the current line terminator")]
    [InlineData("\"a\".Substring(1|", "Retrieves a substring")]
    [InlineData("\"a\".Substring(1|", "startIndex: The zero-based starting character position")]
    [InlineData("\"a\".Substring(1|", "Throws ArgumentOutOfRangeException: startIndex is less than zero")]
    [InlineData("Enumerable.Ran|ge(1, 2)", "Generates a sequence of integral numbers")]
    [InlineData("new List<int>().Sele|ct(n => n)", "selector: A transform function")]
    [InlineData("var n = 1;\nMath.Max(n, n|", "As an argument of int Math.Max:")]
    public async Task The_docs_are_shown(string code, string docs) => Assert.Contains(docs, await Inspect(code));

    [Theory]
    [InlineData("vae.Loss(|", "▸ x: Pictures in [0, 1], shape [B, C, S, S].", "beta: Weight of the KL",
        "freeNats: Each dimension's KL")]
    [InlineData("vae.forward|", "x: Pictures in [0, 1], shape [B, C, S, S].")]
    [InlineData("figure.Contour(|", "▸ f: The function", "x: ", "y: ", "name: ", "filled: ", "bar: ", "levels: ", "at: ",
        "color: ", "span: ")]
    [InlineData("new VaeConfig(|", "▸ Side: ", "Channels: ", "Hidden: ", "Latent: ")]
    [InlineData("VaeConfig c = new(|", "▸ Side: ", "Channels: ", "Hidden: ", "Latent: ")]
    [InlineData("new VaePass(null, |", "Logits: Of each pixel, shape [B, P].", "▸ Posterior: q(z|x).")]
    public async Task Each_parameter_of_the_kit_has_its_sentence(string code, params string[] lines)
    {
        var shown = (await Inspect(code)).Split('\n');
        Assert.All(lines, line => Assert.Contains(shown, s => s.StartsWith(line, StringComparison.Ordinal)));
        Assert.All(shown, s => Assert.DoesNotMatch(@"^(▸ )?\w+:\s*$", s));
    }

    [Theory]
    [InlineData("new Place(|", "▸ X: To the right, in pt.")]
    [InlineData("new Place(1, |", "▸ Y: Upwards: 2*3*4 is $a$ <b> [c](d) of List<T>.")]
    [InlineData("new Place(Y: |", "▸ Y: Upwards: 2*3*4 is $a$ <b> [c](d) of List<T>.")]
    [InlineData("new Place(1, 2|)", "▸ Y: Upwards: 2*3*4 is $a$ <b> [c](d) of List<T>.")]
    [InlineData("string.Join(\", \", 1, 2, |", "▸ values: An array")]
    [InlineData("new List<int>()[|0]", "▸ index: The zero-based index")]
    [InlineData("Math.Max(Math.Abs(|", "▸ value: A number that is")]
    [InlineData("Math.Max(Math.Abs(-1), |", "▸ val2: The second of two")]
    public async Task The_current_parameter_is_marked(string code, string line)
    {
        var shown = await Inspect(code);
        Assert.Contains(line, shown);
        Assert.Single(shown.Split('\n'), s => s.StartsWith('▸'));
    }

    [Theory]
    [InlineData("new Measure(1).Far|(null!)", "How far it is.")]
    [InlineData("new Finer(1).Far|(null!)", "How far it is.")]
    public async Task What_a_member_inherits_is_shown(string code, string summary)
    {
        var shown = await Inspect(code);
        Assert.Contains(summary, shown);
        Assert.Contains("from: Where one stands.", shown);
        Assert.Contains("Returns: In metres, shape [B].", shown);
        Assert.Contains("Throws ArgumentException: It is nowhere.", shown);
    }

    [Fact]
    public async Task What_it_inherits_from_a_member_that_it_names_is_shown_beside_its_own()
    {
        var shown = await Inspect("GenAI.Kit.Lessons.Source.Show(typeof(int)|)");
        Assert.Contains("Shows the file that declares T", shown);
        Assert.Contains("Throws ArgumentException: ", shown);
        Assert.Contains("For static classes, which can't be a type argument: Source.Show(typeof(Gaussian)).", shown);
    }

    [Fact]
    public async Task A_constructor_without_docs_has_those_of_the_base() =>
        Assert.Contains("unit: In metres.", await Inspect("new Fine|r(1)"));

    [Fact]
    public async Task Of_overloads_the_one_that_fits_is_shown()
    {
        Assert.Contains("Func<Tensor, Tensor> f", await Inspect("figure.Contour(|"));
        Assert.Contains("Func<double, double, double> f", await Inspect("figure.Contour((x, y) => x * y, |"));
        Assert.Contains("Max(double val1", await Inspect("Math.Max(1.0, |"));
        Assert.Contains("Max(int val1", await Inspect("Math.Max(1, |"));
    }

    [Fact]
    public async Task A_long_signature_has_a_line_for_each_parameter_and_names_every_type()
    {
        var shown = await Inspect("figure.Contour(|");
        Assert.Contains("\n    (double Low, double High)? x = null,\n", shown);
        Assert.DoesNotContain("'a", shown);
    }

    [Fact]
    public async Task Markdown_shows_the_docs_as_they_are_written()
    {
        var shown = await Inspect("new Place(1, |", "text/markdown");
        Assert.StartsWith("```csharp\nPlace.Place(int X, int Y)\n```\n\nA place.\n\n", shown);
        Assert.Contains("\n- `X`: To the right, in `pt`.\n- **▸ `Y`**: ", shown);
        Assert.Contains(@"2\*3\*4 is \$a\$ \<b\> \[c\](d) of `List<T>`.", shown);
    }

    [Theory]
    [InlineData("  |  ")]
    [InlineData("f(1);|")]
    [InlineData("nowhere.nothing(|")]
    public async Task Where_nothing_stands_nothing_is_found(string code)
    {
        await Ready;
        Assert.Null(await Shared.Session.InspectAsync(code.Replace("|", ""), code.IndexOf('|'), Stop));
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static async Task<string> Inspect(string code, string mime = "text/plain")
    {
        await Ready;
        var found = await Shared.Session.InspectAsync(code.Replace("|", ""), code.IndexOf('|'), Stop);
        return found![mime];
    }
}
