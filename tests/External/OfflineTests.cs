namespace GenAI.Kit.External;

/// <summary>What the kit does when it has been restored and built, on a machine without a network.</summary>
public sealed class OfflineTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("offline").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_lesson_is_built_run_and_written_as_a_page_without_a_network()
    {
        var script = Path.Combine(Clone.Root, "tests", "External", "offline.py");
        var program = Path.Combine("src", "GenAI.Kit.Cli");
        await Clone.Run("unshare", ["--map-root-user", "--net", "/usr/bin/python3", script,
            "dotnet", "run", "-c", "Release", "--project", program, "--",
            "run", "1.1", "-p", "mode=quick", "--out", folder + "/"]);
        var page = Assert.Single(Directory.GetFiles(folder, "*.html"));
        Assert.True(new FileInfo(page).Length > 1_000_000, "a page without its pictures and libraries");
    }
}
