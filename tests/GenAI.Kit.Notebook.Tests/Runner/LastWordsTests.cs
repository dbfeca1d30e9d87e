using GenAI.Kit.Notebook.Format;
using GenAI.Kit.Notebook.Runner;

namespace GenAI.Kit.Notebook.Tests.Runner;

/// <summary>A kernel that died is told with its cause, not with the last line that it happened to write.</summary>
public sealed class LastWordsTests
{
    [Theory]
    [InlineData(134, "stack overflow in Cell3.Fact(Int32)", "Stack overflow.", "Repeated 24 times:", "------",
        "   at Cell3.Fact(Int32)", "------", "   at System.Threading.Thread.StartCallback()")]
    [InlineData(134, "stack overflow in a lambda", "Stack overflow.",
        "   at Cell3+<>c__DisplayClass0_0.<<Main>$>b__0(Int32)", "   at System.Threading.Thread.StartCallback()")]
    [InlineData(134, "stack overflow in F(Int32)", "Stack overflow.", "   at Cell3.<<Main>$>g__F|0_0(Int32)")]
    [InlineData(134, "stack overflow in Ring.GetHashCode()", "Stack overflow.",
        "   at System.Collections.Generic.EqualityComparer`1.GetHashCode(T)", "   at Ring.GetHashCode()",
        "   at System.Threading.Thread.StartCallback()")]
    [InlineData(134, "mat1 and mat2 shapes cannot be multiplied (2x3 and 4x5)",
        "terminate called after throwing an instance of 'c10::Error'",
        "  what():  mat1 and mat2 shapes cannot be multiplied (2x3 and 4x5)",
        "Exception raised from meta at /pytorch/x.cpp:1", "frame #13: [0x7f857c175e74]")]
    [InlineData(134, "out of memory", "Out of memory.", "   at System.Foo()")]
    [InlineData(134, "out of memory (std::bad_alloc)",
        "terminate called after throwing an instance of 'std::bad_alloc'", "  what():  std::bad_alloc")]
    [InlineData(134, "System.InvalidOperationException: no",
        "Unhandled exception. System.InvalidOperationException: no.", "   at A.B()")]
    [InlineData(134, "told so", "Process terminated. told so", "   at System.Environment.FailFast(String)")]
    [InlineData(7, "the last line", "a line", "the last line.", "")]
    public void TheCauseIsNamed(int code, string cause, params string[] lines)
    {
        var words = new LastWords();
        foreach (var line in lines) words.Hear(line);
        Assert.Equal($"the kernel ended with code {code}: {cause}", words.Of(code));
    }

    [Fact]
    public void SilenceIsToldByItsSignal()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "no signals");
        Assert.Contains("killed (signal 9), as the system does when memory runs out", new LastWords().Of(137));
        Assert.Contains("a fault in native code (signal 11)", new LastWords().Of(139));
        Assert.Equal("the kernel ended with code 7", new LastWords().Of(7));
    }

    [Theory]
    [InlineData("Environment.FailFast(\"told so\");", "told so")]
    [InlineData("System.Diagnostics.Process.GetCurrentProcess().Kill(); while (true);", "signal 9")]
    [InlineData("System.Diagnostics.Process.Start(\"sleep\", \"60\"); Environment.Exit(7);", "ended with code 7")]
    public async Task ADeadKernelsCauseReachesTheUser(string code, string expected)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "no signals, no sleep");
        var result = await new NotebookRunner(Kernels.Options())
            .Run(Kernels.Notebook(code), TestContext.Current.CancellationToken);
        Assert.Equal(ExitCode.CellFailed, result.Code);
        Assert.Contains(expected, result.Message);
        Assert.True(result.Seconds < 45, $"{result.Seconds} s");       // a child that lives on is not waited for
    }
}
