using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit;

/// <summary>Asks oneDNN, which computes libtorch's convolutions, whether it can: on some processors it can't.
/// </summary>
/// <remarks>
/// oneDNN 3.7.1 in libtorch 2.10 copies weights into blocks of 16 channels (8 without AVX-512). On one machine, a
/// virtual AMD EPYC of family 26, the copy of 20 or 24 channels came out wrong, and with it nine in ten numbers of
/// each such convolution, without an error (docs/upstream.md). One convolution at the start shows it; where it is
/// wrong, libtorch's own convolutions take over: right, and some eight times slower.
/// </remarks>
internal static unsafe class OneDnn
{
    /// <summary>Compares a convolution of 20 channels with a matrix product, and turns oneDNN off if they differ.
    /// </summary>
    /// <param name="libtorch">libtorch_cpu, loaded.</param>
    /// <returns>False: it is off from here on.</returns>
    public static bool Check(nint libtorch)
    {
        if (IsRight()) return true;
        var context = ((delegate* unmanaged<nint>)NativeLibrary.GetExport(libtorch, "_ZN2at13globalContextEv"))();
        foreach (var name in (string[])["Mkldnn", "NNPACK"])
            ((delegate* unmanaged<nint, byte, void>)NativeLibrary.GetExport(
                libtorch, $"_ZN2at7Context20setUserEnabled{name}Eb"))(context, 0);
        return false;
    }

    /// <summary>Whether a convolution that fills no block is right.</summary>
    public static bool IsRight()
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        const long channels = 20, side = 8;                               // no multiple of 8 or 16
        using var dice = new Generator(1);                                // the global ones stay where they are
        var x = randn([16, channels, side, side], generator: dice);
        var w = randn([channels, channels, 3, 3], generator: dice);
        var expected = w.flatten(1).matmul(nn.functional.unfold(x, 3, 1, 1, 1)).view(16, channels, side, side);
        return (nn.functional.conv2d(x, w, padding: [1L, 1]) - expected).abs().max().item<float>() < 1e-2f;
    }
}
