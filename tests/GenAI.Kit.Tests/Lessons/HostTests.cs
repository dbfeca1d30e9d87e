using GenAI.Kit.Lessons;
using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Tests.Lessons;

[Collection("torch")]
public sealed class HostTests
{
    private static string Shown(Tensor x, string mime)
    {
        var to = new StringWriter();
        Host.ForeignFormatters.Last(f => f.Type == typeof(Tensor) && f.Mime == mime).Write(x, to);
        return to.ToString();
    }

    /// <summary>A tensor inside of another object is shown by HTML, where that object is: a few rows of it, not all.
    /// </summary>
    [Fact]
    public void A_tensor_in_a_table_of_html_is_short()
    {
        using var scope = NewDisposeScope();
        var html = Shown(randn(400, 2), "text/html");
        Assert.InRange(html.Split('\n').Length, 2, 8);
        Assert.InRange(html.Length, 100, 600);
        Assert.Contains("Tensor [400, 2]", html);
        Assert.DoesNotContain("&amp;amp;", html);
    }

    /// <summary>By itself it is text: the last formatter of a type is its own.</summary>
    [Fact]
    public void A_tensor_by_itself_is_text() =>
        Assert.Equal("text/plain", Host.ForeignFormatters.Last(f => f.Type == typeof(Tensor)).Mime);
}
