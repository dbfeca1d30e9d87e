using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GenAI.Kit.Layers;

/// <summary>Labels as one vector: the sum of a learned vector for each attribute's value, and of another where
/// nothing is asked. A class is a single attribute.</summary>
/// <remarks>Dhariwal and Nichol 2021, arXiv:2105.05233, §3.1: the class joins the time step. Lesson 5.3.</remarks>
/// <param name="values">How many values each attribute has.</param>
/// <param name="width">Of the vectors.</param>
public sealed class LabelEmbedding(int[] values, int width) : Net<Tensor, Tensor>(nameof(LabelEmbedding))
{
    private readonly Embedding table = Embedding(values.Sum() + values.Length, width);
    private readonly Tensor first =                                               // each attribute's first row
        tensor(values.Select((_, a) => (long)values.Take(a).Sum() + a).ToArray());

    /// <summary>The vectors of labels.</summary>
    /// <param name="y">Values, int64, shape [B, A]; −1: nothing is asked of this attribute.</param>
    /// <returns>Shape [B, width].</returns>
    public override Tensor forward(Tensor y) => table.call(y + 1 + first).sum(dim: 1);
}
