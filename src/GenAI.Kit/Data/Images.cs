using static TorchSharp.torch;

namespace GenAI.Kit.Data;

/// <summary>Pictures, each with a class.</summary>
/// <param name="Pixels">float32 [N, C, H, W] in [0, 1]; C is 1 (grey) or 3 (red, green, blue).</param>
/// <param name="Labels">Classes, int64 [N], from 0.</param>
/// <param name="Classes">The classes' names, by number.</param>
public sealed record Images(Tensor Pixels, Tensor Labels, string[] Classes) : IDisposable
{
    /// <summary>N, the number of pictures.</summary>
    public int Count => (int)Pixels.shape[0];

    /// <summary>Frees both tensors.</summary>
    public void Dispose()
    {
        Pixels.Dispose();
        Labels.Dispose();
    }
}

/// <summary>Drawn faces, each with attributes.</summary>
/// <param name="Pixels">float32 [N, 3, S, S] in [0, 1].</param>
/// <param name="Attributes">N rows: hair, hairColor, … Of <see cref="Datasets.Faces"/>, sixteen: an empty field means
/// that the face has none of it; a colour may be given even so. Of <see cref="Datasets.Portraits"/>, ten and a
/// number.</param>
public sealed record FaceImages(Tensor Pixels, TextTable Attributes) : IDisposable
{
    /// <summary>N, the number of faces.</summary>
    public int Count => (int)Pixels.shape[0];

    /// <summary>Frees the pixels.</summary>
    public void Dispose() => Pixels.Dispose();
}
