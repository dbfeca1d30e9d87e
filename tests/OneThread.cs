using System.Runtime.CompilerServices;

namespace GenAI.Kit.Tests;

/// <summary>One thread of mathematics for each kernel that tests start, unless the environment says otherwise.
/// </summary>
/// <remarks>Tests run side by side, and threads that wait for a core of another's spin. One thread always sums in the
/// same order; two may differ in the last digits.</remarks>
internal static class OneThread
{
    private const string Name = "OMP_NUM_THREADS";

    [ModuleInitializer]
    internal static void Limit()
    {
        if (Environment.GetEnvironmentVariable(Name) is null) Environment.SetEnvironmentVariable(Name, "1");
    }
}
