namespace GenAI.Kit.Notebook.Tests.Session.Running;

/// <summary>Memory of the whole process counts here: nothing else runs beside this.</summary>
[Collection("interrupts")]
public sealed class MemoryTests
{
    /// <summary>A session that names its references anew in each cell holds 60 MB more.</summary>
    [Fact]
    public async Task Many_cells_that_declare_something_leave_little_behind()
    {
        var session = new TestSession();
        for (var i = 0; i < 5; i++) await session.Run($"var x = {i};");
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < 150; i++) await session.Run($"var x = {i};");
        Assert.InRange((GC.GetTotalMemory(forceFullCollection: true) - before) >> 20, -1000, 25);
        Assert.Equal("149", await session.Run("x"));
    }
}
