using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GenAI.Kit.Layers;

/// <summary>Batch normalisation whose scale and shift belong to the picture's class: so a generator is told what to
/// draw, at every size.</summary>
/// <remarks>Dumoulin, Shlens and Kudlur 2017, arXiv:1610.07629, eq. 5. Lesson 3.2.</remarks>
/// <param name="maps">Channels.</param>
/// <param name="classes">How many classes.</param>
public sealed class ConditionalBatchNorm2d(long maps, long classes)
    : Net<Tensor, Tensor, Tensor>(nameof(ConditionalBatchNorm2d))
{
    private readonly BatchNorm2d norm = BatchNorm2d(maps, affine: false);
    private readonly Parameter scale = new(ones(classes, maps));
    private readonly Parameter shift = new(zeros(classes, maps));

    /// <summary>Normalizes, and scales and shifts as the class has it.</summary>
    /// <param name="x">Shape [B, maps, H, W].</param>
    /// <param name="y">Classes, int64, shape [B].</param>
    /// <returns>Same shape as x.</returns>
    public override Tensor forward(Tensor x, Tensor y)
    {
        var (a, b) = (scale[y].unsqueeze(-1).unsqueeze(-1), shift[y].unsqueeze(-1).unsqueeze(-1));  // [B, maps, 1, 1]
        return a * norm.call(x) + b;
    }
}
