using GenAI.Kit.Notebook.Session;

namespace GenAI.Kit.Notebook.Tests.Session;

/// <summary>TorchSharp in the kit's kernel, whatever loads it, without kit.csx.</summary>
public sealed class TorchSharpTests
{
    private readonly TestSession session = new(LibraryFolder.Options(AppContext.BaseDirectory));

    [Fact]
    public async Task It_works_as_the_first_thing_that_a_notebook_does() =>
        Assert.Contains("2", await session.Run("TorchSharp.torch.ones(2, 3).shape[0]"));

    [Fact]
    public async Task It_works_by_a_using() =>
        Assert.Equal("6", await session.Run("using static TorchSharp.torch;\nones(2, 3).sum().item<float>()"));

    [Fact]
    public async Task It_works_through_a_library_that_uses_it() => Assert.Equal("2", await session.Run(
        "GenAI.Kit.Seed.Everything(1);\nTorchSharp.torch.ones(2).sum().item<float>()"));

    [Fact]
    public async Task A_wrong_shape_is_an_error_with_both_shapes_and_the_line()
    {
        await session.Run("using static TorchSharp.torch;\nvar a = ones(2, 3); var b = ones(4, 5);");
        var error = await session.Fail("var c = 1;\na.matmul(b)");
        Assert.Equal("mat1 and mat2 shapes cannot be multiplied (2x3 and 4x5)", error.Message);
        Assert.EndsWith("at cell 2, line 2", error.Traceback[^1]);
        Assert.InRange(error.Traceback.Count, 2, 3);
        Assert.Equal("2", await session.Run("a.shape[0]"));
    }

    [Fact]
    public async Task A_wrong_shape_can_be_caught_in_a_cell() => Assert.Equal("caught", await session.Run("""
        using static TorchSharp.torch;
        string Try() { try { matmul(ones(2, 3), ones(2, 3)); return "went"; } catch (Exception) { return "caught"; } }
        Try()
        """));

    [Fact]
    public async Task A_wrong_shape_in_the_kits_own_code_is_an_error_too()
    {
        var error = await session.Fail("""
            var net = new GenAI.Kit.Autoencoders.Vae(new());
            net.Logits(TorchSharp.torch.ones(2, 7))
            """);
        Assert.Contains("cannot be multiplied", error.Message);
    }

    /// <summary>Each session has TorchSharp in a load context of its own; the handler of faults is one for all.</summary>
    [Fact]
    public async Task In_a_second_session_a_null_is_still_an_exception()
    {
        await session.Run("TorchSharp.torch.ones(2).shape[0]");
        var second = new TestSession(LibraryFolder.Options(AppContext.BaseDirectory));
        await second.Run("TorchSharp.torch.ones(2).shape[0]");
        Assert.Equal("NullReferenceException", (await second.Fail("string? s = null;\ns!.Length")).Name);
        Assert.Equal("1", await session.Run("1"));
    }
}
