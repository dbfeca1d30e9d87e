using System.Net;
using System.Text.RegularExpressions;
using CsCheck;
using GenAI.Kit.Notebook.Format;

namespace GenAI.Kit.Notebook.Tests.Report;

public sealed partial class CodeTests
{
    private static string Code(string source, params string[] tags) => Pages.Page(NotebookCell.Code(source, tags));

    [Theory]
    [InlineData("public record A(int B);", "keyword", "public|record|int")]
    [InlineData("#load \"kit.csx\"", "directive", "#load")]
    [InlineData("#!time", "directive", "#!time")]
    [InlineData("#!time\nvar a = 1;\n#!share x\n#r \"nuget: A\"", "directive", "#!time|#!share|#r")]
    [InlineData("var s = $\"a {b + \"c\"} d\" + 1;", "string", "$\"a |\"c\"| d\"")]
    [InlineData("var s = $\"{{x}} {a[1]:F2}\";", "string", "$\"{{x}} |F2|\"")]
    [InlineData("var s = $\"{{x}} {a[1]:F2}\";", "number", "1")]
    [InlineData("var s = $$\"\"\"{a} {{b}}\"\"\" + \"e\"u8;", "string", "$$\"\"\"{a} |\"\"\"|\"e\"u8")]
    [InlineData("var s = \"\"\"a \"b\" c\"\"\"; // d", "string", "\"\"\"a \"b\" c\"\"\"")]
    [InlineData("var s = @\"c:\\\" + \"\\\"\" + 'x' + '\\'';", "string", "@\"c:\\\"|\"\\\"\"|'x'|'\\''")]
    [InlineData("a = 1e-3 + 0x1F - 2.5f + .5 + 1_000L + x2;", "number", "1e-3|0x1F|2.5f|.5|1_000L")]
    [InlineData("x.mean([0]).To<float>(); f(2);", "method", "mean|To|f")]
    [InlineData("List<Tensor> a = new Vae(b).Mu;", "className", "List|Tensor|Vae")]
    [InlineData("record A(int B); A C() => new(B: (Old)D.E);", "className", "A|A|Old|D")]
    [InlineData("torch.Tensor a = Math.Max(b, C); int[] Of(Func<A?, T[]> f) => f;", "className", "Tensor|Math|C|Func|A|T")]
    [InlineData("using System.IO;\nusing static TorchSharp.torch;\nfrom x in a select (var)x", "keyword",
        "using|using|static|from|in|select|var")]
    [InlineData("extension(Tensor t) { }", "keyword", "extension")]
    [InlineData("#if false\nnot code (\n#endif\nx", "comment", "not code (\n")]
    [InlineData("a(); // b \"c\"\n/* d\n e */ f", "comment", "// b \"c\"|/* d\n e */")]
    public void Tokens_have_their_class(string source, string kind, string tokens)
    {
        var found = Regex.Matches(Code(source), $"<span class=\"{kind}\">([^<]*)</span>")
            .Select(match => WebUtility.HtmlDecode(match.Groups[1].Value));
        Assert.Equal(tokens, string.Join('|', found));
    }

    [Fact]
    public void Highlighting_never_changes_the_text() =>
        Gen.OneOf("\"", "'", "$", "@", "{", "}", "\"\"\"", "//", "/*", "*/", "\n", " ", "a", "Var", "0", ".5", "<b>",
                "&", "#", "(", ")", "\\", "var", "=", "σ").Array[1, 30].Select(string.Concat)
            .Where(source => source.Trim().Length > 0).Array[100]
            .Sample(sources => Assert.Equal(
                sources.Select(source => source.Trim('\n').TrimEnd()),
                TextsOf(Pages.Page([.. sources.Select(source => NotebookCell.Code(source))]))), iter: 30);

    [Fact]
    public void Code_is_open_and_says_what_it_is()
    {
        var parameters = Code("int seed = 1;", "parameters");
        Assert.Contains("<details class=\"code\" open><summary><b>Parameters</b>", parameters);
        var exercise = NotebookCell.Code("// yours", "exercise");
        exercise.Metadata["genai_kit"] = new System.Text.Json.Nodes.JsonObject { ["exercise"] = "1.1.a" };
        Assert.Contains("<b>Exercise 1.1.a</b>", Pages.Page(exercise));
    }

    [Fact]
    public void A_cell_without_code_leaves_no_frame() => Assert.DoesNotContain("<details", Code(" \n"));

    private static IEnumerable<string> TextsOf(string page) =>
        Regex.Matches(page, "<code>([\\s\\S]*?)</code>").Select(match =>
            WebUtility.HtmlDecode(Tags().Replace(match.Groups[1].Value, "")).Trim('\n').TrimEnd());

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tags();
}
