using System.Reflection;
using GenAI.Kit.Autoencoders;
using GenAI.Kit.Sequences;
using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Tests.Contract;

/// <summary>One meaning for a word (CONTRIBUTING.md), over every model of the kit.</summary>
[Collection("torch")]
public sealed class ContractTests
{
    private const BindingFlags Own = BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    public static TheoryData<string> Names => Models.Names;

    public static TheoryData<string> Generators =>
        [.. Models.Table.Where(pair => pair.Value.Sampled is not null).Select(pair => pair.Key.Name)];

    private static IEnumerable<MethodInfo> Methods(Type type, string name) =>
        type.GetMethods(Own).Where(method => method.Name == name);

    private static bool[] Modes(nn.Module model) => [.. model.modules().Prepend(model).Select(layer => layer.training)];

    private static Tensor Sum(object result) =>
        ModelCase.Tensors(result).Select(x => x.sum()).Aggregate((sum, x) => sum + x);

    [Fact]
    public void EveryModelIsInTheTable() => Assert.Equal(
        Models.All.Select(type => type.Name).Order(), Models.Table.Keys.Select(type => type.Name).Order());

    [Theory]
    [MemberData(nameof(Names))]
    public void ItSaysItsConfigurationAndIsMadeFromItAgain(string name)
    {
        using var scope = NewDisposeScope();
        var (_, model) = Models.Make(name);
        Assert.Equal(Models.ConfigOf(model.GetType()), model.GetType().GetProperty("Config")?.PropertyType);
        using var again = Configuration.Build(model.GetType().FullName!, Configuration.Of(model), name);
        string[] Shapes(nn.Module net) => [.. net.state_dict().Select(pair => $"{pair.Key} {string.Join(' ', pair.Value.shape)}")];
        Assert.Equal(Shapes(model), Shapes(again));
        Assert.Equal(Configuration.Of(model), Configuration.Of(again));
        model.Dispose();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void WhatEncodesDecodes(string name)
    {
        var type = Models.TypeOf(name);
        var (encode, decode) = (Methods(type, "Encode").Count(), Methods(type, "Decode").Count());
        Assert.True(encode == decode && encode <= 1, $"{encode} Encode, {decode} Decode");
        Assert.Equal(Models.Table[type].Encoded is not null, encode == 1);
        if (encode == 1)
            Assert.Contains(Methods(type, "Encode").Single().ReturnType, new[] { typeof(Tensor), typeof(DiagonalGaussian) });
    }

    /// <summary>In the mode that the model is in, which stays; with the documented shapes; and a gradient reaches the
    /// weights.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void EncodeAndDecodeAreDifferentiableAndKeepTheMode(string name)
    {
        using var scope = NewDisposeScope();
        var (entry, model) = Models.Make(name);
        foreach (var (method, shape) in new[] { ("Encode", entry.Encoded), ("Decode", entry.Decoded) })
            foreach (var training in new[] { true, false })
            {
                if (shape is null) continue;
                model.train(training);
                var modes = Modes(model);
                foreach (var weight in model.parameters()) weight.grad = null;
                var result = entry.Call(model, Methods(model.GetType(), method).Single(), CPU);
                Assert.Equal(modes, Modes(model));
                Assert.All(ModelCase.Tensors(result), x => Assert.Equal(shape, x.shape));
                if (method == "Decode" && entry.DecodesPictures) InUnit((Tensor)result);
                if (model is VqVae && method == "Encode")                    // whole numbers have no slope
                    Assert.Equal(int64, ((Tensor)result).dtype);
                else
                {
                    Sum(result).backward();
                    Assert.Contains(model.parameters(), w => w.grad is { } g && g.abs().max().item<float>() > 0);
                }
            }
        model.Dispose();
    }

    /// <summary>Dropout is on in training and off in evaluation: no method turns it by itself.</summary>
    [Fact]
    public void EncodingIsInTheModeOfTheModel()
    {
        using var scope = NewDisposeScope();
        Seed.Everything(1);
        using var model = new Transformer(new(9, 9, 16, 2, 1, 32, Dropout: 0.5));
        var source = randint(3, 9, [2, 5], int64);
        bool Same() => model.Encode(source).equal(model.Encode(source)).all().item<bool>();
        Assert.False(Same());
        model.eval();
        Assert.True(Same());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void ALossIsOneNumberThatCanBeLearnedFrom(string name)
    {
        using var scope = NewDisposeScope();
        var (entry, model) = Models.Make(name);
        var losses = Methods(model.GetType(), "Loss").ToList();
        Assert.All(losses, method => Assert.Equal(typeof(Tensor), method.ReturnType));
        var values = losses.Select(method => (Tensor)entry.Call(model, method, CPU)).ToList();
        if (model is ILanguageModel language)
            values.Add(language.Loss(Input(entry, "x"), Input(entry, "y")));
        Assert.All(values, value =>
        {
            Assert.Empty(value.shape);
            Assert.True(double.IsFinite(value.Number()));
            value.backward();
            Assert.Contains(model.parameters(), w => w.grad is { } g && g.abs().max().item<float>() > 0);
        });
        model.Dispose();
    }

    private static Tensor Input(ModelCase entry, string parameter) =>
        entry.Inputs.Single(input => input.Parameter == parameter).Make(CPU);

    /// <summary>By a count or by classes: no care of the caller's is needed, and nothing is left but the
    /// result.</summary>
    [Theory]
    [MemberData(nameof(Generators))]
    public void SamplesNeedNoCare(string name)
    {
        using var scope = NewDisposeScope();
        var (entry, model) = Models.Make(name);
        using var y = tensor(new long[] { 0, 1 });
        foreach (var training in new[] { true, false })
        {
            model.train(training);
            var modes = Modes(model);
            Draw(model, y, null).Dispose();
            var live = LiveTensors.Count();
            var drawn = Draw(model, y, null);
            Assert.Equal(live + 1, Tensor.TotalCount);
            Assert.Equal(modes, Modes(model));
            Assert.Equal((float32, false), (drawn.dtype, drawn.requires_grad));
            Assert.Equal(entry.Sampled, drawn.shape);
            Assert.True(drawn.isfinite().all().item<bool>());
            if (drawn.dim() == 4) InUnit(drawn);
        }
        model.Dispose();
    }

    [Theory]
    [MemberData(nameof(Generators))]
    public void NoiseHandedInIsTheNoiseOfTheSeed(string name)
    {
        using var scope = NewDisposeScope();
        var (_, model) = Models.Make(name);
        using var y = tensor(new long[] { 0, 1 });
        Seed.Everything(5);
        var alone = Draw(model, y, null);
        Seed.Everything(5);
        var noise = (Tensor)model.GetType().GetMethod("Noise", [typeof(int)])!.Invoke(model, [2])!;
        Assert.Equal(2, noise.shape[0]);
        Assert.True(alone.equal(Draw(model, y, noise)).all().item<bool>());
        Assert.True(alone.equal(Draw(model, y, noise)).all().item<bool>());           // and again
        model.Dispose();
    }

    // Sample(count) or Sample(noise); of classes Sample(y, noise).
    internal static Tensor Draw(nn.Module model, Tensor y, Tensor? noise)
    {
        var type = model.GetType();
        var (method, arguments) = type.GetMethod("Sample", [typeof(int)]) is { } byCount
            ? noise is null ? (byCount, [2]) : (type.GetMethod("Sample", [typeof(Tensor)])!, new object?[] { noise })
            : (type.GetMethod("Sample", [typeof(Tensor), typeof(Tensor)])!, [y, noise]);
        return (Tensor)method.Invoke(model, BindingFlags.DoNotWrapExceptions, null, arguments, null)!;
    }

    /// <summary>One row without its batch, into whatever reads rows: one sentence, with both shapes.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void AWrongShapeIsOneSentenceWithBothShapes(string name)
    {
        using var scope = NewDisposeScope();
        var (entry, model) = Models.Make(name);
        foreach (var method in new[] { "forward", "Encode", "Decode" }.SelectMany(n => Methods(model.GetType(), n)))
        {
            var first = method.GetParameters()[0].Name;
            var shape = "";
            var e = Assert.Throws<ArgumentException>(() => entry.Call(model, method, CPU, (parameter, x) =>
            {
                if (parameter != first) return x;
                shape = string.Join(", ", x[0].shape);
                return x[0];
            }));
            Assert.Matches($@"^{Models.TypeOf(name).Name} reads \[B(, \w+)*\], not \[{shape}\](: .*)?\.$", e.Message);
        }
        model.Dispose();
    }

    private static void InUnit(Tensor pictures)
    {
        Assert.InRange(pictures.min().item<float>(), 0, 1);
        Assert.InRange(pictures.max().item<float>(), 0, 1);
    }
}
