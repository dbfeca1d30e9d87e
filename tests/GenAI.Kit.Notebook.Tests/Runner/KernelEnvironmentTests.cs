using GenAI.Kit.Notebook.Runner;

namespace GenAI.Kit.Notebook.Tests.Runner;

public sealed class KernelEnvironmentTests
{
    [Fact]
    public void OnlyWhatTheUserHasNotSetIsSet()
    {
        var environment =
            new Dictionary<string, string?> { ["MKL_NUM_THREADS"] = "3", ["OPENBLAS_NUM_THREADS"] = "" };
        KernelEnvironment.Apply(environment);
        Assert.Equal("3", environment["MKL_NUM_THREADS"]);
        Assert.Equal($"{KernelEnvironment.Threads}", environment["OMP_NUM_THREADS"]);
        Assert.Equal($"{KernelEnvironment.Threads}", environment["OPENBLAS_NUM_THREADS"]);
        Assert.Equal("passive", environment["OMP_WAIT_POLICY"]);
        Assert.Equal("1000", environment["GOMP_SPINCOUNT"]);
    }

    [Fact]
    public void AUsersOwnWayOfWaitingStands()
    {
        var environment = new Dictionary<string, string?> { ["OMP_WAIT_POLICY"] = "active" };
        KernelEnvironment.Apply(environment);
        Assert.Equal("active", environment["OMP_WAIT_POLICY"]);
        Assert.False(environment.ContainsKey("GOMP_SPINCOUNT"));
    }
}
