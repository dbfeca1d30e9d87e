using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GenAI.Kit.Layers;

/// <summary>The gated recurrent unit: a state that is kept or replaced, number by number, as gates decide.</summary>
/// <remarks>Cho et al. 2014, arXiv:1406.1078, eq. 5–8, with biases. Deviation, as in libtorch: the reset gate acts on
/// U h in place of h, so that one product serves all three. Lesson 4.1.</remarks>
/// <param name="from">Width of the input.</param>
/// <param name="hidden">Width of the state.</param>
public sealed class GruCell(long from, long hidden) : Net<Tensor, Tensor, Tensor>(nameof(GruCell))
{
    private readonly Linear input = Linear(from, 3 * hidden);
    private readonly Linear recurrent = Linear(hidden, 3 * hidden);

    /// <summary>One step.</summary>
    /// <param name="x">What comes in, shape [B, from].</param>
    /// <param name="h">The state before, shape [B, hidden].</param>
    /// <returns>The state after, shape [B, hidden].</returns>
    public override Tensor forward(Tensor x, Tensor h)
    {
        var (wx, uh) = (input.call(x).chunk(3, 1), recurrent.call(h).chunk(3, 1));
        var r = (wx[0] + uh[0]).sigmoid();                                        // reset gate, eq. 5
        var z = (wx[1] + uh[1]).sigmoid();                                        // update gate, eq. 6
        var candidate = (wx[2] + r * uh[2]).tanh();                               // eq. 8
        return z * h + (1 - z) * candidate;                                       // eq. 7
    }
}
