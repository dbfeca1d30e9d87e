namespace GenAI.Kit.External;

/// <summary>The committed library between TorchSharp and its native one is what its source makes.</summary>
public sealed class NativeEntriesBuildTests
{
    private static readonly string Folder = Path.Combine(Clone.Root, "src", "GenAI.Kit", "Native");

    [Fact]
    public async Task TheCommittedLibraryHasTheEntriesThatItsSourceMakes()
    {
        var made = Path.Combine(Directory.CreateTempSubdirectory().FullName, "made.so");
        await Clone.Run(Path.Combine(Folder, "build.sh"), [made]);
        var committed = Path.Combine(Folder, "linux-x64", "libGenAIKitEntries.so");
        Assert.Equal(await Code(made), await Code(committed));
    }

    /// <summary>The code as the disassembler reads it: another compiler's notes about itself don't count.</summary>
    private static async Task<string> Code(string library)
    {
        var text = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        await Clone.Run("bash", ["-c", $"objdump -d '{library}' | tail -n +4 > '{text}'"]);
        return await File.ReadAllTextAsync(text);
    }
}
