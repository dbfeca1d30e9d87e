using System.Diagnostics;
using GenAI.Kit.Notebook.Session;

namespace GenAI.Kit.Notebook.Tests.Session.Running;

/// <summary>Time counts here: nothing else runs beside these.</summary>
[CollectionDefinition("interrupts", DisableParallelization = true)]
public sealed class InterruptCollection;

/// <summary>Each within two seconds, and the session goes on with what the cell had done.</summary>
/// <remarks>On a quiet machine code ends within 10 ms of the interrupt, a wait within 110 ms.</remarks>
[Collection("interrupts")]
public sealed class InterruptTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);
    private TestSession session = new();

    public static TheoryData<string> Endless =>
    [
        "while (true);",
        "while (true) Console.Write(\".\");",
        "System.Threading.Thread.Sleep(-1);",
        "await Task.Delay(-1);",
        "Task.Delay(-1).Wait();",
        "await Task.Delay(1); while (true);",
        "while (true) await Task.Yield();",
        "await Task.Run(() => { while (true); });",
        "Parallel.For(0, int.MaxValue, i => { });",
        "void Spin() { while (true); }\nSpin();",
        "long Fib(int n) => n < 2 ? n : Fib(n - 1) + Fib(n - 2);\nFib(90)",
        "class Spinner { public void Run() { while (true); } }\nnew Spinner().Run();",
        "Action spin = () => { while (true); };\nspin();",
        "var n = 0; again: n++; goto again;",
        "foreach (var i in Enumerable.Range(0, int.MaxValue).Select(i => i)) { }",
        "var sum = Enumerable.Range(0, int.MaxValue).Select(i => { return (long)i; }).Sum();",
        "for (var step = 0; ; step++) if (step % 1000 == 0) CellCancellation.ThrowIfCancellationRequested();",
        "new System.Threading.ManualResetEventSlim().Wait();",
        "while (true) { try { System.Threading.Thread.Sleep(10); } catch (Exception) { } }",
        """
        var (w, x) = (new double[64], new double[64]);
        for (var epoch = 0; ; epoch++)
            for (var i = 0; i < x.Length; i++)
                for (var j = 0; j < w.Length; j++) w[j] += 1e-3 * (x[i] - w[j] * x[j]);
        """,
    ];

    [Theory]
    [MemberData(nameof(Endless))]
    public async Task What_never_ends_is_ended_and_state_is_kept(string code)
    {
        await session.Run("var reached = 0; int Twice(int n) => 2 * n;");
        var (result, time) = await Interrupt("reached = 1; Console.Write(\"go\");\n" + code);
        Assert.Equal(CellError.Interrupted, result.Error?.Name);
        Assert.Equal("The cell was interrupted.", result.Error?.Message);
        Assert.InRange(time, TimeSpan.Zero, Limit);
        Assert.Equal("2", await session.Run("Twice(reached)"));
    }

    [Theory]
    [InlineData("#load \"endless.csx\"")]
    [InlineData("#load \"outer.csx\"")]
    [InlineData("#!import endless.csx")]
    [InlineData("#!import outer.csx")]
    public async Task A_loop_at_the_top_level_of_another_file_is_ended(string cell)
    {
        var folder = Directory.CreateTempSubdirectory("genai-test-").FullName;
        session = new TestSession(new SessionOptions { BaseDirectory = folder });
        File.WriteAllText(Path.Combine(folder, "endless.csx"), "var n = 1;\nConsole.Write(\"go\");\nwhile (true);");
        File.WriteAllText(Path.Combine(folder, "outer.csx"), "#load \"endless.csx\"");
        var (result, time) = await Interrupt(cell);
        Assert.Equal("The cell was interrupted.", result.Error?.Message);
        Assert.InRange(time, TimeSpan.Zero, Limit);
        Assert.Equal("1", await session.Run("n"));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Fifty_interrupts_leave_a_session_that_works()
    {
        for (var i = 0; i < 50; i++)
        {
            var (result, _) = await Interrupt($"var n{i} = {i}; Console.Write(\"go\"); while (true);");
            Assert.Equal("The cell was interrupted.", result.Error?.Message);
        }
        Assert.Equal("1225", await session.Run(string.Join(" + ", Enumerable.Range(0, 50).Select(i => $"n{i}"))));
    }

    [Theory]
    [InlineData("Enumerable.Repeat(1, int.MaxValue).All(one => go)", "a call that it made runs on")]
    [InlineData("_ = Task.Run(() => Enumerable.Repeat(1, int.MaxValue).All(one => go)); await Task.Delay(-1)",
        "work that it left on other threads runs on")]
    public async Task What_can_not_be_ended_is_told_and_what_follows_does_not_run(string code, string told)
    {
        await session.Run("var go = true; var after = 0;");
        var (result, time) = await Interrupt($"Console.Write(\"go\"); {code}; after = 1;");
        Assert.Contains(told, result.Error!.Message);
        Assert.Contains("restart the kernel", result.Error.Message);
        Assert.InRange(time, TimeSpan.Zero, Limit);
        await session.Run("go = false; await Task.Delay(100);");
        Assert.Equal("0", await session.Run("after"));
    }

    [Fact]
    public async Task Code_that_looks_at_the_token_ends_in_its_own_way()
    {
        var (result, _) = await Interrupt("""
            var steps = 0; var saved = false; var token = CellCancellation; Console.Write("go");
            await Task.Run(() =>
            {
                System.Threading.SpinWait.SpinUntil(() => token.IsCancellationRequested);
                System.Threading.Thread.Sleep(200);
                saved = true;
            });
            """);
        Assert.Equal(CellError.Interrupted, result.Error?.Name);
        Assert.Equal("True", await session.Run("saved"));
    }

    [Theory]
    [InlineData("try { await Task.Delay(100_000); }")]
    [InlineData("try { await Task.Delay(-1).ContinueWith(t => 1); }")]
    [InlineData("try { await new ValueTask<int>(Task.Delay(-1).ContinueWith(t => 1)); }")]
    [InlineData("async Task Wait() { try { await Task.Delay(-1); } finally { inner = 1; } }\ntry { await Wait(); }")]
    [InlineData("try { while (true); }")]
    [InlineData("void Spin() { while (true); }\ntry { Spin(); }")]
    [InlineData("try { System.Threading.Thread.Sleep(-1); }")]
    [InlineData("try { Task.Delay(-1).Wait(); }")]
    public async Task What_stands_in_finally_runs_and_what_it_writes_is_shown(string code)
    {
        await session.Run("""
            int ran = 0, inner = 0;
            void Clean() { for (var i = 0; i < 3; i++) ran++; }
            class Held : IDisposable { public static bool Closed; public void Dispose() => Closed = true; }
            """);
        var (result, time) = await Interrupt("Console.Write(\"go\");\nusing (new Held())\n{\n" + code
            + "\nfinally { Clean(); Console.Write(\" closed\"); await Task.Delay(10); ran++; }\n}");
        Assert.Equal("The cell was interrupted.", result.Error?.Message);
        Assert.Equal("go closed", session.Sink.Out);
        Assert.InRange(time, TimeSpan.Zero, Limit);
        Assert.Equal("4 True", await session.Run("$\"{ran} {Held.Closed}\""));
    }

    [Fact]
    public async Task A_cell_that_was_through_before_it_noticed_keeps_its_value()
    {
        await session.Run("int Say() { Console.Write(\"x\"); return 41; }");
        using var interrupt = new CancellationTokenSource();
        var sink = new RecordingSink { OnStream = interrupt.Cancel };
        var result = await session.Session.ExecuteAsync("Say() + 1", sink, interrupt.Token);
        Assert.Equal("42", result.Value?["text/plain"]);
        Assert.Equal("1", await session.Run("1"));
    }

    [Fact]
    public async Task Interrupted_before_it_starts_a_cell_does_not_run()
    {
        var result = await session.Try("Console.Write(1);", new CancellationToken(canceled: true));
        Assert.Equal((CellError.Interrupted, ""), (result.Error?.Name, session.Sink.Out));
    }

    /// <summary>Interrupts a cell once it has written "go".</summary>
    private async Task<(CellResult Result, TimeSpan Time)> Interrupt(string code)
    {
        using var interrupt = new CancellationTokenSource();
        var cell = session.Try(code, interrupt.Token);
        while (!session.Sink.Out.StartsWith("go", StringComparison.Ordinal) && !cell.IsCompleted)
            await Task.Delay(5, TestContext.Current.CancellationToken);
        await Task.Delay(20, TestContext.Current.CancellationToken);
        var clock = Stopwatch.StartNew();
        await interrupt.CancelAsync();
        return (await cell, clock.Elapsed);
    }
}
