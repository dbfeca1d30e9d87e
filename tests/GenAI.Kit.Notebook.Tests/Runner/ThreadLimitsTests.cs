using GenAI.Kit.Notebook.Runner;

namespace GenAI.Kit.Notebook.Tests.Runner;

public sealed class ThreadLimitsTests
{
    [Fact]
    public void OnlyWhatTheUserHasNotSetIsSet()
    {
        var environment =
            new Dictionary<string, string?> { ["MKL_NUM_THREADS"] = "3", ["OPENBLAS_NUM_THREADS"] = "" };
        ThreadLimits.Apply(environment);
        Assert.Equal("3", environment["MKL_NUM_THREADS"]);
        Assert.Equal($"{ThreadLimits.Count}", environment["OMP_NUM_THREADS"]);
        Assert.Equal($"{ThreadLimits.Count}", environment["OPENBLAS_NUM_THREADS"]);
        Assert.Equal("passive", environment["OMP_WAIT_POLICY"]);
    }
}
