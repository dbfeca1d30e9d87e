using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit;

/// <summary>From tensors to C#'s numbers.</summary>
public static class TensorValues
{
    /// <summary>The number in a tensor of one number.</summary>
    /// <param name="x">Any type, any shape of one element.</param>
    public static double Number(this Tensor x)
    {
        using var _ = no_grad();
        using var wide = x.to(float64);
        return wide.item<double>();
    }

    /// <summary>All numbers of a tensor, in reading order.</summary>
    /// <param name="x">Any type and shape, also of no numbers.</param>
    public static double[] Doubles(this Tensor x)
    {
        if (x.numel() == 0) return [];                                   // nothing has no data to copy
        using var _ = NewDisposeScope();
        return x.detach().to(float64).cpu().contiguous().data<double>().ToArray();
    }

    /// <summary>All whole numbers of a tensor, in reading order.</summary>
    /// <param name="x">int64, any shape, also of no numbers.</param>
    public static long[] Longs(this Tensor x)
    {
        if (x.numel() == 0) return [];
        using var _ = NewDisposeScope();
        return x.detach().cpu().contiguous().data<long>().ToArray();
    }
}
