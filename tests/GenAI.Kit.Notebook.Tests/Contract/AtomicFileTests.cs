using GenAI.Kit.Contract;

namespace GenAI.Kit.Notebook.Tests.Contract;

public sealed class AtomicFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("genai-kit-test").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void ReplacesAFileAndLeavesNothingElse()
    {
        var path = Path.Combine(folder, "deeper", "a.txt");
        AtomicFile.Write(path, "one");
        AtomicFile.Write(path, "zwei ü");
        Assert.Equal("zwei ü", File.ReadAllText(path));
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(path)!));
    }

    /// <summary>Some file systems count 255 bytes, and these are 246.</summary>
    [Fact]
    public void ALongNameIsLongEnoughForItself()
    {
        var path = Path.Combine(folder, new string('学', 80) + ".ipynb");
        AtomicFile.Probe(path);
        AtomicFile.Write(path, "one");
        Assert.Equal([path], Directory.GetFiles(folder));
    }

    [Fact]
    public void AProbeNamesTheFileThatIsWanted()
    {
        var occupied = Path.Combine(folder, "file");
        File.WriteAllText(occupied, "here");
        var path = Path.Combine(occupied, "x.ipynb");
        var error = Assert.Throws<IOException>(() => AtomicFile.Probe(path));
        Assert.StartsWith($"{path} can't be written", error.Message);
    }

    [Fact]
    public void WritesThroughALink()
    {
        var target = Path.Combine(folder, "real.txt");
        File.WriteAllText(target, "old");
        var link = Path.Combine(folder, "link.txt");
        File.CreateSymbolicLink(link, target);
        AtomicFile.Write(link, "new");
        Assert.Equal("new", File.ReadAllText(target));
        Assert.NotNull(new FileInfo(link).LinkTarget);
    }

    [Fact]
    public void APathThatCannotBeWrittenIsOneSentenceAndLosesNothing()
    {
        var occupied = Path.Combine(folder, "file");
        File.WriteAllText(occupied, "here");
        var error = Assert.Throws<IOException>(() => AtomicFile.Write(Path.Combine(occupied, "x"), "y"));
        Assert.Contains("can't be written", error.Message);
        Assert.Equal("here", File.ReadAllText(occupied));
        Assert.Single(Directory.GetFileSystemEntries(folder));
    }

    [Fact]
    public void AMoveThatFailsLeavesNoTemporaryFile()
    {
        var path = Path.Combine(folder, "a.txt");
        Directory.CreateDirectory(path);   // the bytes are written, then the move fails
        Assert.Throws<IOException>(() => AtomicFile.Write(path, new string('x', 100_000)));
        Assert.Empty(Directory.GetFiles(folder));
    }
}
