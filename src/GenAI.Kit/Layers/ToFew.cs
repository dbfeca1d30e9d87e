using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace GenAI.Kit.Layers;

/// <summary>A layer like a convolution, to fewer maps than 16: to colours, or to one answer.</summary>
/// <remarks>A transposed convolution of stride 1 is a convolution with its kernel turned around. It is used because
/// the gradient that a convolution sends back to its input is not safe in libtorch 2.10 on AVX-512: with fewer than
/// 16 maps out it reads memory that nobody has written, and now and then NaN comes of it (seen; the other direction,
/// and 16 maps or a multiple, are clean). The maps that come in are 16 or a multiple, for the same reason. Lesson
/// 3.3.</remarks>
public static class ToFew
{
    /// <summary>From [B, from, H, W] to what a convolution of this kernel and padding yields, [B, to, …].</summary>
    /// <param name="from">Maps in, a multiple of 16.</param>
    /// <param name="to">Maps out.</param>
    /// <param name="kernel">Side of its window.</param>
    /// <param name="padding">As a convolution's, less than the kernel.</param>
    public static ConvTranspose2d Maps(long from, long to, long kernel = 3, long padding = 1) =>
        ConvTranspose2d(from, to, kernel, padding: kernel - 1 - padding);
}
