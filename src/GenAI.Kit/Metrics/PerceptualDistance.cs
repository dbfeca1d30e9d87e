using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GenAI.Kit.Metrics;

/// <summary>
/// How unlike two pictures look to a network: wherever it has made its maps smaller, the channels at each place are
/// scaled to length 1, and their squared differences are summed. In pixels a mouth is nothing; in these maps it is.
/// </summary>
/// <remarks>
/// Zhang et al. 2018, arXiv:1801.03924, eq. 1, with all weights w = 1 and the mean over layers; as a loss: Johnson
/// et al. 2016, arXiv:1603.08155. Lessons 5.3 and 5.4.
/// </remarks>
/// <param name="layers">Of a network that was trained on such pictures, in their order, such as the trunk of a
/// <see cref="Classifiers.FaceAttributeNet"/> or the stem of a <see cref="Multimodal.VisionTransformer"/>. Maps are
/// compared behind each pooling, and behind the rectified unit that follows a convolution with a stride; what comes
/// after the last of these is not asked. To be in evaluation mode.</param>
public sealed class PerceptualDistance(IEnumerable<nn.Module> layers)
{
    private readonly (nn.Module<Tensor, Tensor> Layer, bool Compared)[] layers = UpToLastCompared([.. layers]);

    /// <summary>The distance, the mean over pictures, places and layers. At least 0, no unit; gradients
    /// pass.</summary>
    /// <param name="x">Pictures as the network wants them, shape [B, C, S, S].</param>
    /// <param name="y">Others of the same shape.</param>
    public Tensor Between(Tensor x, Tensor y)
    {
        y.Require(nameof(PerceptualDistance), x.shape);
        var distances = new List<Tensor>();
        foreach (var (layer, compared) in layers)
        {
            (x, y) = (layer.call(x), layer.call(y));
            if (compared) distances.Add((Unit(x) - Unit(y)).square().sum(1).mean());
        }
        return stack(distances).mean();
    }

    private static Tensor Unit(Tensor map) => map / (map.square().sum(1, keepdim: true) + 1e-10).sqrt();

    private static (nn.Module<Tensor, Tensor>, bool)[] UpToLastCompared(nn.Module[] all)
    {
        var halved = false;
        var marked = all.Select(layer =>
        {
            halved |= layer is Conv2d { stride: var stride } && stride.Any(s => s > 1);
            var compared = layer is MaxPool2d || (halved && layer is ReLU);
            halved &= !compared;
            return (Layer: layer, Compared: compared);
        }).ToArray();
        var last = Array.FindLastIndex(marked, pair => pair.Compared);
        return last >= 0
            ? [.. marked[..(last + 1)].Select(pair => ((nn.Module<Tensor, Tensor>)pair.Layer, pair.Compared))]
            : throw new ArgumentException("No layer of the network makes its maps smaller: nothing to compare.");
    }
}
