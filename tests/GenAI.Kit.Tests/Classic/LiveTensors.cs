using static TorchSharp.torch;

namespace GenAI.Kit.Tests.Classic;

/// <summary>Counts tensors that nobody freed.</summary>
internal static class LiveTensors
{
    /// <summary>How many more tensors are alive after the action than before it.</summary>
    public static long LeftBy(Action action)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var before = Tensor.TotalCount;
        action();
        return Tensor.TotalCount - before;
    }
}
