using static TorchSharp.torch;

namespace GenAI.Kit.Layers;

/// <summary>Where each patch of a picture is: half of the channels tell the row, half the column, each as
/// <see cref="SinusoidalEmbedding"/>.</summary>
/// <remarks>As in Peebles and Xie 2022, arXiv:2212.09748, §3.2. Lessons 4.4 and 5.3.</remarks>
public static class PatchPositions
{
    /// <summary>The vectors of all patches, row by row.</summary>
    /// <param name="side">Patches in a row, and rows.</param>
    /// <param name="channels">A multiple of 4.</param>
    /// <returns>float32, shape [side², channels].</returns>
    public static Tensor Of(int side, int channels)
    {
        var line = SinusoidalEmbedding.Table(side, channels / 2);                 // [side, C/2]
        var rows = line.unsqueeze(1).expand(-1, side, -1);
        return cat([rows, rows.transpose(0, 1)], 2).flatten(0, 1);
    }
}
