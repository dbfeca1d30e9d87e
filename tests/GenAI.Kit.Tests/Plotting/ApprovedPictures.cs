using GenAI.Kit.Plotting;
using SkiaSharp;

namespace GenAI.Kit.Tests.Plotting;

[Collection("torch")]
public sealed class ApprovedPictures
{
    public static TheoryData<string> Names => [.. Gallery.Pictures.Keys];

    /// <summary>With GENAI_KIT_APPROVE=1 the pictures are written instead: look at each before it is committed.</summary>
    [Theory, MemberData(nameof(Names))]
    public void Looks_like_the_approved_picture(string name)
    {
        var png = Gallery.Pictures[name]().ToPng();
        var path = Path.Combine(Folder(), name + ".png");
        if (Environment.GetEnvironmentVariable("GENAI_KIT_APPROVE") == "1") File.WriteAllBytes(path, png);
        Assert.InRange(PictureDistance.Between(png, File.ReadAllBytes(path)), 0, PictureDistance.Threshold);
    }

    private static string Folder() => Path.Combine(GenAI.Kit.Data.KitFolder.Find(), "tests", "GenAI.Kit.Tests", "Plotting", "approved");
}
