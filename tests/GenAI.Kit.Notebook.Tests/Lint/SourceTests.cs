namespace GenAI.Kit.Notebook.Tests.Lint;

/// <summary>The kit's sources are read on projectors: no line is wider than 118 characters.</summary>
public sealed class SourceTests
{
    private const int Widest = 118;

    [Fact]
    public void Every_line_fits()
    {
        var files = Directory.EnumerateFiles(Path.Combine(LessonsTests.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj")).ToList();
        Assert.NotEmpty(files);
        Assert.Empty(files.SelectMany(file => File.ReadLines(file).Select((line, i) => (File: file, Number: i + 1, line))
            .Where(at => at.line.Length > Widest)).Select(at => $"{at.File}, line {at.Number}: {at.line.Length} characters"));
    }
}
