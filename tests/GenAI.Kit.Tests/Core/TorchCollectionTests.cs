using System.Runtime.CompilerServices;

namespace GenAI.Kit.Tests.Core;

/// <summary>Tests that name tensors are seen in each other's counts and dice unless they run one after another.
/// </summary>
public sealed class TorchCollectionTests
{
    // They start programs of their own, and say so of a file that has the words.
    private static readonly string[] Elsewhere = ["PlainProgramTests.cs", "NativeBackendTests.cs", "TorchCollectionTests.cs"];

    [Fact]
    public void Every_class_of_tests_that_names_tensors_is_in_the_collection() =>
        Assert.Empty(Directory.EnumerateFiles(Folder(), "*Tests.cs", SearchOption.AllDirectories)
            .Where(file => !Elsewhere.Contains(Path.GetFileName(file)))
            .Where(file => File.ReadAllText(file) is var text && (text.Contains("TorchSharp") || text.Contains("Tensor"))
                && !text.Contains("[Collection(\"torch\")]")).Select(Path.GetFileName));

    private static string Folder([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(here, "..", ".."));
}
