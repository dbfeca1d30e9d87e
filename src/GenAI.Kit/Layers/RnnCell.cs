using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GenAI.Kit.Layers;

/// <summary>The plain recurrent cell: h ← tanh(W x + U h + b).</summary>
/// <remarks>Elman 1990, "Finding Structure in Time". Lesson 4.1.</remarks>
/// <param name="from">Width of the input.</param>
/// <param name="hidden">Width of the state.</param>
public sealed class RnnCell(long from, long hidden) : Net<Tensor, Tensor, Tensor>(nameof(RnnCell))
{
    private readonly Linear input = Linear(from, hidden);
    private readonly Linear recurrent = Linear(hidden, hidden, hasBias: false);

    /// <summary>One step.</summary>
    /// <param name="x">What comes in, shape [B, from].</param>
    /// <param name="h">The state before, shape [B, hidden].</param>
    /// <returns>The state after, shape [B, hidden].</returns>
    public override Tensor forward(Tensor x, Tensor h) => (input.call(x) + recurrent.call(h)).tanh();
}
