using System.Collections;
using GenAI.Kit.Plotting;
using SkiaSharp;

namespace GenAI.Kit.Tests.Plotting;

[Collection("torch")]
public sealed class MimeBundleTests
{
    [Fact]
    public void A_figure_is_interactive_a_picture_and_a_text_and_never_html()
    {
        var bundle = Gallery.LearningCurves().ToMimeBundle();
        Assert.Equal(["application/vnd.plotly.v1+json", "image/png", "text/plain"], bundle.Keys.Order());
        using var picture = SKBitmap.Decode(Convert.FromBase64String(bundle["image/png"]));
        Assert.Equal((720, 440), (picture.Width, picture.Height));
    }

    [Fact]
    public void A_figure_that_gets_another_mark_gets_another_bundle()
    {
        var figure = new Figure().Line([1, 2]);
        var before = figure.ToMimeBundle();
        Assert.Same(before, figure.ToMimeBundle());
        Assert.NotEqual(before["image/png"], figure.HLine(1.5).ToMimeBundle()["image/png"]);
    }

    [Fact]
    public void Image_grids_and_animations_are_a_picture_and_a_text()
    {
        var grid = ImageGrid.Of(GalleryData.Images(2, 1));
        Assert.Equal(["image/png", "text/plain"], grid.ToMimeBundle().Keys.Order());
        Assert.Equal(["image/png", "text/plain"], new Animation([grid, grid]).ToMimeBundle().Keys.Order());
    }

    /// <summary>.NET Interactive looks for exactly these names: its Formatter's
    /// TryRegisterFromConventionBasedFormatterSources.</summary>
    [Theory]
    [InlineData(typeof(Figure), "application/vnd.plotly.v1+json,image/png,text/plain")]
    [InlineData(typeof(ImageGrid), "image/png,text/plain")]
    [InlineData(typeof(Animation), "image/png,text/plain")]
    [InlineData(typeof(Drawing), "image/png,text/plain")]
    [InlineData(typeof(Diagram), "image/png,text/plain")]
    [InlineData(typeof(Summary), "text/html,text/plain")]
    [InlineData(typeof(ImageSlider), "application/vnd.plotly.v1+json,image/png,text/plain")]
    public void Types_format_themselves_by_the_convention(Type type, string mimeTypes)
    {
        var attribute = type.GetCustomAttributes(true)
            .Single(a => a.GetType().Name == "TypeFormatterSourceAttribute");
        var source = Activator.CreateInstance(Get<Type>(attribute, "FormatterSourceType"))!;
        var formatters = (IEnumerable)source.GetType().GetMethod("CreateTypeFormatters")!.Invoke(source, null)!;
        Assert.Equal(mimeTypes.Split(','), Get<string[]>(attribute, "PreferredMimeTypes"));
        Assert.Equal(mimeTypes.Split(','), formatters.Cast<object>().Select(f => Get<string>(f, "MimeType")));
        foreach (var formatter in formatters)
        {
            var format = formatter.GetType().GetMethod("Format")!;
            Assert.Equal([typeof(object), typeof(TextWriter)], format.GetParameters().Select(p => p.ParameterType));
            Assert.False((bool)format.Invoke(formatter, ["no picture", new StringWriter()])!);
        }
    }

    [Fact]
    public void A_formatter_writes_its_part_of_the_bundle()
    {
        var (figure, text) = (new Figure("Loss").Line([3, 2]).Alt("It falls."), new StringWriter());
        Assert.True(new MimeFormatter("text/plain").Format(figure, text));
        Assert.Equal("It falls.", text.ToString());
    }

    private static T Get<T>(object from, string property) => (T)from.GetType().GetProperty(property)!.GetValue(from)!;
}
