using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace GenAI.Kit.Tests.Core;

/// <summary>On some processors oneDNN computes wrongly where channels fill none of its blocks, and reads memory that
/// nobody wrote: the kit notices, and turns it off (<see cref="OneDnn"/>).</summary>
[Collection("torch")]
public sealed class ConvolutionTests
{
    private delegate nint GetEnv([MarshalAs(UnmanagedType.LPStr)] string name);

    [Theory]
    [InlineData(24, 24)]
    [InlineData(24, 48)]
    [InlineData(20, 20)]
    [InlineData(12, 12)]
    [InlineData(40, 40)]
    [InlineData(16, 16)]
    [InlineData(3, 16)]
    [InlineData(16, 3)]
    public void A_convolution_is_the_product_with_its_patches_whatever_freed_memory_held(int from, int to)
    {
        Seed.Everything(1);
        using var _ = NewDisposeScope();
        var (x, w) = (randn(16, from, 14, 14), randn(to, from, 3, 3));
        var expected = w.flatten(1).matmul(nn.functional.unfold(x, 3, 1, 1, 1)).view(16, to, 14, 14);
        for (var again = 0; again < 5; again++)
        {
            ModelChecks.LeaveNaN();
            var wrong = (nn.functional.conv2d(x, w, padding: [1L, 1]) - expected).abs().max().item<float>();
            Assert.InRange(wrong, 0, 1e-2f);                              // NaN is in no range
        }
    }

    [Theory]
    [InlineData(24)]
    [InlineData(20)]
    [InlineData(3)]
    public void What_freed_memory_held_is_in_no_gradient(int channels)
    {
        Seed.Everything(1);
        using var _ = NewDisposeScope();
        var x = randn([16, 32, 7, 7], requires_grad: true);
        var (w, v) = (randn([channels, 32, 3, 3], requires_grad: true), randn([channels, 32, 3, 3]));
        for (var again = 0; again < 5; again++)
        {
            var y = nn.functional.conv_transpose2d(nn.functional.conv2d(x, w, padding: [1L, 1]), v);
            ModelChecks.LeaveNaN();
            y.square().sum().backward();
            Assert.True(x.grad!.isfinite().all().item<bool>() && w.grad!.isfinite().all().item<bool>());
        }
    }

    /// <summary>The limit is seen by C's getenv, which oneDNN asks, and by processes begun here.</summary>
    [Fact]
    public void A_processor_that_was_noted_gets_a_limit_and_no_other()
    {
        const string variable = "ONEDNN_MAX_CPU_ISA";
        var (notes, before) = (Directory.CreateTempSubdirectory("genai-kit-test"),
            Environment.GetEnvironmentVariable(variable));
        try
        {
            Environment.SetEnvironmentVariable(variable, null);
            Assert.Null(OneDnn.Limit(notes.FullName, "one"));
            OneDnn.Remember(notes.FullName, "one");
            OneDnn.Remember(Path.Combine("/proc", "nowhere"), "another");    // can't be written: nothing is noted
            Assert.Null(OneDnn.Limit(notes.FullName, "another"));
            OneDnn.Remember(notes.FullName, "");                               // it says nothing of itself
            Assert.Null(OneDnn.Limit(notes.FullName, ""));
            Assert.Equal("SSE41", OneDnn.Limit(notes.FullName, "one"));
            Assert.Equal("SSE41", Environment.GetEnvironmentVariable(variable));
            Assert.Equal("SSE41", OneDnn.Limit(notes.FullName, "another"));    // as a process begun here has it
            var getenv = Marshal.GetDelegateForFunctionPointer<GetEnv>(
                NativeLibrary.GetExport(NativeLibrary.Load("libc.so.6"), "getenv"));
            Assert.Equal("SSE41", Marshal.PtrToStringUTF8(getenv(variable)));
            Environment.SetEnvironmentVariable(variable, "AVX2");           // somebody's own wish
            Assert.Null(OneDnn.Limit(notes.FullName, "one"));
        }
        finally
        {
            Environment.SetEnvironmentVariable(variable, before);
            notes.Delete(true);
        }
    }

    /// <summary>Whatever this machine's oneDNN is like, what computes now is right.</summary>
    [Fact]
    public void What_the_kit_left_on_is_right() => Assert.True(OneDnn.IsRight());
}
