using System.Diagnostics;
using GenAI.Kit.Notebook.Session;

namespace GenAI.Kit.Notebook.Tests.Session;

/// <summary>Time counts here: nothing else runs beside these.</summary>
[CollectionDefinition("interrupts", DisableParallelization = true)]
public sealed class InterruptCollection;

/// <summary>Each within two seconds, and the session goes on with what the cell had done.</summary>
[Collection("interrupts")]
public sealed class InterruptTests
{
    private static readonly TimeSpan limit = TimeSpan.FromSeconds(2);
    private readonly TestSession session = new();

    public static TheoryData<string> Endless =>
    [
        "while (true);",
        "while (true) Console.Write(\".\");",
        "System.Threading.Thread.Sleep(-1);",
        "await Task.Delay(-1);",
        "Task.Delay(-1).Wait();",
        "await Task.Delay(1); while (true);",
        "await Task.Run(() => { while (true); });",
        "void Spin() { while (true); }\nSpin();",
        "foreach (var i in Enumerable.Range(0, int.MaxValue).Select(i => i)) { }",
        "for (var step = 0; ; step++) if (step % 1000 == 0) CellCancellation.ThrowIfCancellationRequested();",
        "new System.Threading.ManualResetEventSlim().Wait();",
        "while (true) { try { System.Threading.Thread.Sleep(10); } catch (Exception) { } }",
    ];

    [Theory]
    [MemberData(nameof(Endless))]
    public async Task What_never_ends_is_ended_and_state_is_kept(string code)
    {
        await session.Run("var reached = 0; int Twice(int n) => 2 * n;");
        using var interrupt = new CancellationTokenSource();
        var cell = session.Try("reached = 1;\n" + code, interrupt.Token);
        await Task.Delay(300, TestContext.Current.CancellationToken);
        Assert.False(cell.IsCompleted);
        var clock = Stopwatch.StartNew();
        await interrupt.CancelAsync();
        var result = await cell;
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, limit);
        Assert.Equal(CellError.Interrupted, result.Error?.Name);
        Assert.StartsWith("The cell was interrupted", result.Error!.Message);
        Assert.Equal("2", await session.Run("Twice(reached)"));
    }

    [Fact]
    public async Task Code_that_looks_at_the_token_ends_in_its_own_way()
    {
        await session.Run("1");                                                 // the compiler is awake
        using var interrupt = new CancellationTokenSource(500);
        var result = await session.Try("""
            var steps = 0; var saved = false;
            try { while (!CellCancellation.IsCancellationRequested) { steps++; } }
            finally { saved = true; }
            """, interrupt.Token);
        Assert.Equal(CellError.Interrupted, result.Error?.Name);
        Assert.Equal("True", await session.Run("saved && steps > 0"));
    }

    [Fact]
    public async Task Interrupted_before_it_starts_a_cell_does_not_run()
    {
        var result = await session.Try("Console.Write(1);", new CancellationToken(canceled: true));
        Assert.Equal((CellError.Interrupted, ""), (result.Error?.Name, session.Sink.Out));
    }
}
