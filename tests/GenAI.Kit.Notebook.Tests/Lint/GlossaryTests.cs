namespace GenAI.Kit.Notebook.Tests.Lint;

/// <summary>docs/glossary.md is what the lessons say, and each lesson leads to it.</summary>
public sealed class GlossaryTests
{
    private static readonly string Lessons = Path.Combine(LessonsTests.Root, "notebooks");

    [Fact]
    public void The_glossary_is_what_the_lessons_say()
    {
        var file = Path.Combine(LessonsTests.Root, "docs", "glossary.md");
        var page = Glossary.Page(Lessons, typeof(Seed).Assembly.GetExportedTypes().Select(type => type.Name).ToHashSet());
        if (Environment.GetEnvironmentVariable("GENAI_APPROVE") == "1") File.WriteAllText(file, page);
        Assert.Equal(page, File.ReadAllText(file));
    }

    [Fact]
    public void Every_lesson_leads_to_the_glossary()
    {
        var without = Directory.GetFiles(Lessons, "?*.?*-*.ipynb")
            .Where(path => !File.ReadAllText(path).Contains("](../docs/glossary.md)")).Select(Path.GetFileName);
        Assert.Empty(without);
    }

    [Fact]
    public void Words_that_the_course_stands_on_are_in_it()
    {
        var words = Glossary.Of(Lessons).Select(word => word.Term).ToHashSet();
        string[] needed = ["density", "score", "gradient", "loss", "features", "U-Net", "classifier-free guidance",
            "latent diffusion", "Langevin dynamics", "temperature", "mixture"];
        Assert.Empty(needed.Except(words));
    }
}
