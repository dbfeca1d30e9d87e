using static TorchSharp.torch;

namespace GenAI.Kit;

/// <summary>How many threads libtorch computes with.</summary>
/// <remarks>Each matrix product is shared among them, and shared work has to wait for the last to be done. A model
/// that reads one token at a time has products so small that the waiting takes longer than the
/// arithmetic.</remarks>
public static class Threads
{
    /// <summary>Runs <paramref name="body"/> on this thread alone: for many small steps, such as writing a text
    /// letter by letter. Afterwards as many are used as before.</summary>
    /// <returns>What the body yields.</returns>
    public static T One<T>(Func<T> body)
    {
        var before = get_num_threads();
        set_num_threads(1);
        try
        {
            return body();
        }
        finally
        {
            set_num_threads(before);
        }
    }
}
