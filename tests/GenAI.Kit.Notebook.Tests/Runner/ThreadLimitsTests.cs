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
        Assert.Equal("1000", environment["GOMP_SPINCOUNT"]);
    }

    [Fact]
    public void AUsersOwnWayOfWaitingStands()
    {
        var environment = new Dictionary<string, string?> { ["OMP_WAIT_POLICY"] = "active" };
        ThreadLimits.Apply(environment);
        Assert.Equal("active", environment["OMP_WAIT_POLICY"]);
        Assert.False(environment.ContainsKey("GOMP_SPINCOUNT"));
    }
}
