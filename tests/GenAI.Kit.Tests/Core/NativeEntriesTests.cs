using System.Reflection;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace GenAI.Kit.Tests.Core;

/// <summary>What ended the process before <see cref="NativeEntries"/>: each is an exception like any other.</summary>
[Collection("torch")]
public sealed class NativeEntriesTests
{
    private static void Tells(string part, Action mistake)
    {
        Assert.SkipUnless(Platform.Rid == "linux-x64", "elsewhere libtorch's exceptions are not caught");
        var message = Assert.ThrowsAny<Exception>(mistake).Message;
        Assert.Contains(part, message);
        Assert.DoesNotContain("Exception raised from", message);
    }

    [Fact]
    public void TheyAreInstalledWhereTheyExist() => Assert.Equal(Platform.Rid == "linux-x64", NativeEntries.AreInstalled);

    [Fact]
    public void MatmulOfWrongShapesNamesBoth()
    {
        Tells("(2x3 and 4x5)", () => ones(2, 3).matmul(ones(4, 5)));
        Tells("(2x3 and 4x5)", () => matmul(ones(2, 3), ones(4, 5)));
        Tells("size mismatch", () => ones(2, 3).matmul(ones(2)));
        Tells("Expected size for first two dimensions", () => ones(7, 2, 3).matmul(ones(7, 4, 5)));
        Tells("must match the size of tensor b", () => ones(7, 2, 3).matmul(ones(6, 3, 5)));
    }

    [Fact]
    public void MatmulOfWrongTypesNamesBoth() =>
        Tells("to have the same dtype", () => ones(2, 3).to(int64).matmul(ones(3, 2)));

    [Fact]
    public void MatmulOfDisposedTensorsIsAnError()
    {
        var gone = ones(3, 2);
        gone.Dispose();
        Assert.ThrowsAny<Exception>(() => ones(2, 3).matmul(gone));
    }

    [Fact]
    public void MoreThanTheMemoryHoldsIsAnError() =>
        Tells("", () => ones(1, 1).expand(1L << 22, 1).matmul(ones(1, 1).expand(1, 1L << 22)));

    [Fact]
    public void AGradientWhereNothingRequiresOneIsAnError() =>
        Tells("does not require grad", () => autograd.grad([ones(1)], [ones(1)]));

    [Fact]
    public void TorchScriptThatDoesNotParseIsAnError() => Tells("expected", () => jit.compile("def f(x: return"));

    [Fact]
    public void OthersThatLetExceptionsThroughAreErrors()
    {
        Tells("Dimension out of range", () => ones(2, 3).cummax(9));
        Tells("RNG state", () => new Generator(1).set_state(ones(3)));
    }

    [Fact]
    public void AFaultInNativeCodeIsAnErrorThatNamesTheFunction() =>
        Tells("THSTensor_randn_out met a tensor or a value that it did not expect", () => ones(2).randn_out(2));

    /// <summary>Of these TorchSharp gives back what lay on the stack.</summary>
    [Fact]
    public void ATensorThatCouldNotBeMadeIsAnError()
    {
        for (var n = 0; n < 20; n++)                             // damaged memory shows late
        {
            Tells("not implemented for 'Bool'", () => randperm(9, ScalarType.Bool));
            Tells("not implemented for 'ComplexFloat'", () => randperm(9, ScalarType.ComplexFloat32));
            Tells("negative dimension", () => randperm(-1));
            Tells("", () => randperm(300, ScalarType.Byte));
            Tells("negative dimension", () => rand(-1));
        }
        Assert.Equal([2, 3], rand(2, 3).shape);
    }

    [Fact]
    public void APermutationOfATypeThatCountsIsStillOne() =>
        Assert.Equal([0, 1, 2, 3], randperm(4, int32).data<int>().Order());

    [Fact]
    public void ADivisionByZeroInNativeCodeIsAnError() =>
        Tells("divided by 0", () => nn.MultiheadAttention(0, 0));

    [Fact]
    public void TheProgramGoesOnAfterThem()
    {
        Assert.ThrowsAny<Exception>(() => ones(2, 3).matmul(ones(4, 5)));
        var x = ones(2, 2, requires_grad: true);
        x.matmul(x).sum().backward();
        Assert.Equal(16, x.grad!.sum().item<float>());
    }

    /// <summary>entries.S copies 40 arguments beyond those in registers.</summary>
    [Fact]
    public void NoNativeFunctionHasMoreArgumentsThanAnEntryHandsOn()
    {
        var methods = typeof(TorchSharp.torch).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(method => method.GetCustomAttribute<DllImportAttribute>()?.Value == "LibTorchSharp").ToList();
        Assert.True(methods.Count > 1000, $"{methods.Count} found");
        Assert.All(methods, method => Assert.InRange(OnTheStack(method), 0, 40));
    }

    private static int OnTheStack(MethodInfo method)
    {
        var types = method.GetParameters().Select(parameter => parameter.ParameterType).ToList();
        var real = types.Count(type => type == typeof(double) || type == typeof(float));
        return Math.Max(0, types.Count - real - 6) + Math.Max(0, real - 8);
    }
}
