using System.Diagnostics;
using GenAI.Kit.Data;
using GenAI.Kit.Plotting;
using ScottPlot;
using SkiaSharp;

namespace GenAI.Kit.Tests.Plotting;

public sealed class FontTests
{
    private const string NoFonts = "GENAI_KIT_NO_FONTS";

    [Fact]
    public void ScottPlot_draws_with_the_shipped_font_and_not_the_machines()
    {
        ShippedFont.Register();
        Assert.Same(ShippedFont.Regular, Fonts.GetTypeface(ShippedFont.Name, bold: false, italic: false));
        Assert.Same(ShippedFont.Bold, Fonts.GetTypeface(ShippedFont.Name, bold: true, italic: false));
    }

    [Theory]
    [InlineData("abc ÄÖÜ é 0123456789 −±×÷")]
    [InlineData("αβγδεθλμνπρσφψω ∇∂∑∏∫√∞≤≥≈∈")]
    [InlineData("x₁ x₂ xₜ x² 10⁻³ “quoted” … → %")]
    public void It_has_the_characters_that_lessons_write(string text)
    {
        Assert.True(ShippedFont.Regular.ContainsGlyphs(text), text);
        Assert.True(ShippedFont.Bold.ContainsGlyphs(text), text);
    }

    [Theory]
    [InlineData("ConvTranspose2d 64 → 32, 4×4, stride 2 · BatchNorm2d · ReLU", 288)]
    [InlineData("Conv2d 32 → 64, 4×4, stride 2 · LeakyReLU · Flatten", 200)]
    [InlineData("short", 288)]
    public void A_text_is_made_as_small_as_it_must_be(string text, double pixels)
    {
        var size = ShippedFont.Fit(text, 12, pixels);
        Assert.InRange(ShippedFont.Width(text, size), 0, pixels);
        Assert.True(size == 12 || ShippedFont.Width(text, size) > 0.85 * pixels, $"{size} is smaller than it must be");
    }

    [Fact]
    public void The_curves_look_as_approved()
    {
        if (Environment.GetEnvironmentVariable(NoFonts) == "1")
            Assert.All(SKFontManager.Default.FontFamilies, name => Assert.Equal("", name));
        var approved = Path.Combine(KitFolder.Find(), "tests/GenAI.Kit.Tests/Plotting/approved/line.png");
        var distance = PictureDistance.Between(Gallery.LearningCurves().ToPng(), File.ReadAllBytes(approved));
        Assert.InRange(distance, 0, PictureDistance.Threshold);
    }

    /// <summary>Runs the test above in a mount namespace whose font folder is empty.</summary>
    [Fact]
    public void They_do_where_no_font_is_installed()
    {
        var tests = typeof(FontTests).Assembly.Location;
        var hidden = "mount -t tmpfs none /usr/share/fonts || exit 77; exec \"$0\" \"$@\"";
        var start = new ProcessStartInfo("unshare", ["-rm", "sh", "-c", hidden, Environment.ProcessPath!,
            .. Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? new[] { tests } : [],
            "-method", "*.The_curves_look_as_approved"])
        { RedirectStandardOutput = true };
        start.Environment[NoFonts] = "1";
        using var child = TryStart(start);
        if (child is null) Assert.Skip("This machine has no unshare.");
        var output = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        if (child.ExitCode == 77 || output.Length == 0) Assert.Skip("This machine allows no mount namespace.");
        Assert.Contains("Total: 1, Errors: 0, Failed: 0, Skipped: 0", output);
    }

    private static Process? TryStart(ProcessStartInfo start)
    {
        try { return Process.Start(start); }
        catch (System.ComponentModel.Win32Exception) { return null; }
    }
}
