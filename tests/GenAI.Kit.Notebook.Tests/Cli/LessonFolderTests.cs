using GenAI.Kit.Cli;
using GenAI.Kit.Notebook.Format;

namespace GenAI.Kit.Notebook.Tests.Cli;

public sealed class LessonFolderTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("genai-kit-test").FullName;
    private readonly LessonFolder lessons;

    public LessonFolderTests()
    {
        Directory.CreateDirectory(Path.Combine(root, "notebooks", "my"));
        string[] names = ["2.2-vae", "10.1-late", "1.1-discriminative-vs-generative", "my/9.9-mine", "notes"];
        foreach (var name in names)
            File.WriteAllText(Path.Combine(root, "notebooks", name + ".ipynb"), "");
        lessons = new LessonFolder(root);
    }

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public void LessonsAreInTheirOrderAndNothingElseIsOne() =>
        Assert.Equal(["1.1", "2.2", "10.1"], lessons.All.Select(lesson => lesson.Number));

    [Theory]
    [InlineData("2.2", "2.2")]
    [InlineData("VAE", "2.2")]
    [InlineData("2.2-vae", "2.2")]
    [InlineData("disc", "1.1")]
    [InlineData("10.1", "10.1")]
    public void FindsByNumberNameOrItsBeginning(string wanted, string number) =>
        Assert.Equal(number, lessons.Find(wanted).Number);

    [Theory]
    [InlineData("2.3", "2.2 (vae)")]
    [InlineData("vea", "2.2 (vae)")]
    [InlineData("generativ", "1.1 (discriminative-vs-generative)")]
    [InlineData("10.2", "10.1 (late)")]
    public void AnUnknownLessonNamesTheNearest(string wanted, string nearest)
    {
        var error = Assert.Throws<NotebookException>(() => lessons.Find(wanted));
        Assert.Equal(ExitCode.BadArgument, error.Code);
        Assert.StartsWith($"There is no lesson {wanted}: did you mean {nearest}?", error.Message);
    }
}
