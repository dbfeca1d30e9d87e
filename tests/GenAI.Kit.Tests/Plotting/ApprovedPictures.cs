using GenAI.Kit.Data;
using GenAI.Kit.Plotting;

namespace GenAI.Kit.Tests.Plotting;

[Collection("torch")]
public sealed class ApprovedPictures
{
    public static TheoryData<string> Names => [.. Gallery.Pictures.Keys];

    /// <summary>GENAI_KIT_APPROVE=1 writes the pictures instead: look at each before you commit it.</summary>
    [Theory, MemberData(nameof(Names))]
    public void Looks_like_the_approved_picture(string name)
    {
        var png = Gallery.Pictures[name]().ToPng();
        var path = Path.Combine(KitFolder.Find(), "tests", "GenAI.Kit.Tests", "Plotting", "approved", name + ".png");
        if (Environment.GetEnvironmentVariable("GENAI_KIT_APPROVE") == "1") File.WriteAllBytes(path, png);
        Assert.InRange(PictureDistance.Between(png, File.ReadAllBytes(path)), 0, PictureDistance.Threshold);
    }

    [Fact]
    public void The_comparison_sees_what_a_reader_sees()
    {
        var curves = Gallery.LearningCurves().ToPng();
        Assert.Equal(0, PictureDistance.Between(curves, Gallery.LearningCurves().ToPng()));
        AssertFar(curves, Gallery.LearningCurves().VLine(40).ToPng());                          // one line more
        AssertFar(Titled("Loss", "step"), Titled("Cost", "step"));
        AssertFar(Titled("Loss", "step"), Titled("Loss", ""));                                  // a label is missing
        Assert.Equal(255, PictureDistance.Between(curves, ImageGrid.Of(GalleryData.Images(2, 1)).ToPng()));

        static byte[] Titled(string title, string x) => new Figure(title, x, "nats").Line([3, 2, 1]).ToPng();
        static void AssertFar(byte[] a, byte[] b) =>
            Assert.InRange(PictureDistance.Between(a, b), 1.5 * PictureDistance.Threshold, 255);
    }
}
