using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GenAI.Kit.Metrics;

/// <summary>
/// How unlike two pictures look to a network: after each pooling the channels at each place are scaled to length 1,
/// and their squared differences are summed. In pixels a mouth is nothing; in these maps it is.
/// </summary>
/// <remarks>
/// Zhang et al. 2018, arXiv:1801.03924, eq. 1, with all weights w = 1 and the mean over layers; as a loss: Johnson
/// et al. 2016, arXiv:1603.08155. Lesson 5.3.
/// </remarks>
/// <param name="layers">Of a network that was trained on such pictures, in their order, such as the trunk of a
/// <see cref="Classifiers.FaceAttributeNet"/>; what comes after the last pooling is not asked. To be in evaluation
/// mode.</param>
public sealed class PerceptualDistance(IEnumerable<nn.Module> layers)
{
    private readonly nn.Module<Tensor, Tensor>[] layers = UpToLastPooling([.. layers]);

    /// <summary>The distance, the mean over pictures, places and layers. At least 0, no unit; gradients
    /// pass.</summary>
    /// <param name="x">Pictures, shape [B, C, S, S].</param>
    /// <param name="y">Others of the same shape.</param>
    public Tensor Between(Tensor x, Tensor y)
    {
        y.Require(nameof(PerceptualDistance), x.shape);
        var distances = new List<Tensor>();
        foreach (var layer in layers)
        {
            (x, y) = (layer.call(x), layer.call(y));
            if (layer is MaxPool2d) distances.Add((Unit(x) - Unit(y)).square().sum(1).mean());
        }
        return stack(distances).mean();
    }

    private static Tensor Unit(Tensor map) => map / (map.square().sum(1, keepdim: true) + 1e-10).sqrt();

    private static nn.Module<Tensor, Tensor>[] UpToLastPooling(nn.Module[] all)
    {
        var last = Array.FindLastIndex(all, layer => layer is MaxPool2d);
        return last >= 0 ? [.. all[..(last + 1)].Cast<nn.Module<Tensor, Tensor>>()]
            : throw new ArgumentException("No layer of the network pools: there is nothing to compare.");
    }
}
