using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace GenAI.Kit.Layers;

/// <summary>Convolutions that halve or double a picture's height and width.</summary>
/// <remarks>Windows of 4×4 at a stride of 2 cover every pixel equally often (Odena, Dumoulin and Olah 2016,
/// "Deconvolution and checkerboard artifacts"). From lesson 2.1 on.</remarks>
public static class Resample
{
    /// <summary>A strided convolution, from [B, from, H, W] to [B, to, H/2, W/2].</summary>
    public static Conv2d Down(long from, long to) => Conv2d(from, to, 4, stride: 2, padding: 1);

    /// <summary>A transposed convolution, from [B, from, H, W] to [B, to, 2H, 2W].</summary>
    public static ConvTranspose2d Up(long from, long to) => ConvTranspose2d(from, to, 4, stride: 2, padding: 1);
}
