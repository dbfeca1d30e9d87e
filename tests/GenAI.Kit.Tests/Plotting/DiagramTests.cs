using System.Collections;
using System.Reflection;
using GenAI.Kit.Plotting;
using GenAI.Kit.Tests.Contract;
using SkiaSharp;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GenAI.Kit.Tests.Plotting;

[Collection("torch")]
public sealed class DiagramTests
{
    public static TheoryData<string> Names => Models.Names;

    private static Tensor[] Inputs(ModelCase entry, nn.Module model) => [.. model.GetType().GetMethod("forward")!
        .GetParameters().Select(p => entry.Inputs.Single(i => i.Parameter == p.Name).Make(CPU))];

    /// <summary>And each of its layers' weights is in one box.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void EveryModelIsDrawn(string name)
    {
        using var scope = NewDisposeScope();
        var (entry, model) = Models.Make(name);
        var diagram = Diagram.Of(model, Inputs(entry, model));
        using var shown = SKBitmap.Decode(diagram.ToPng());
        Assert.InRange(shown.Width, 600, 2 * 960);
        Assert.InRange(shown.Height, 200, 2 * 1300);
        Assert.StartsWith($"{model.GetType().Name}: ", diagram.AltText);
        Assert.Contains("What comes out", diagram.AltText);
        var graph = Graph.Of(model, Inputs(entry, model));
        var opened = graph.Boxes.Select(box => box.Group?.Unit).OfType<Unit>().Distinct();
        var own = Own(model) + opened.Sum(unit => unit.Calls.Sum(call => Own(call.Layer)));
        Assert.Equal(graph.Root.Weights, own + entry.Loose + graph.Boxes.Sum(box => box.Weights * (box.Group?.Unit.Times ?? 1)));
        model.Dispose();

        static long Own(nn.Module layer) => layer.parameters(recurse: false).Sum(p => p.numel());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void ItLeavesTheModelTheDiceAndTheMemoryAsTheyWere(string name)
    {
        using var scope = NewDisposeScope();
        var (entry, model) = Models.Make(name);
        model.train();
        model.children().FirstOrDefault()?.eval();
        var inputs = Inputs(entry, model);
        Diagram.Of(model, inputs);                                                // what is made once is made
        var state = model.state_dict().ToDictionary(pair => pair.Key, pair => pair.Value.clone());
        var (modes, dice) = (Modes(model), get_rng_state());
        var live = LiveTensors.Count();
        Diagram.Of(model, inputs);
        Summary.Of(model, inputs);
        Assert.Equal(live, Tensor.TotalCount);
        Assert.Equal(modes, Modes(model));
        Assert.True(get_rng_state().Equals(dice));
        Assert.All(model.state_dict(), pair => Assert.True(pair.Value.Equals(state[pair.Key]), pair.Key));
        Assert.All(model.modules().Prepend(model), layer => Assert.Equal(0, Hooks(layer)));
        model.Dispose();
    }

    [Fact]
    public void What_flows_where_is_found()
    {
        using var scope = NewDisposeScope();
        Assert.Contains("sum 1 joins x and b.", Said((x, a, b) => x + b(a(x))));
        Assert.Contains("a: Linear 4 → 4, from x, yields 2 × 4. b: Linear 4 → 4, from a, yields", Said((x, a, b) => b(a(x))));
        Assert.Contains("sum 1 joins a and b.", Said((x, a, b) => a(x) + b(x) + 3));
        Assert.Contains("concatenation 1 joins a and b.", Said((x, a, b) => cat([a(x), b(x)], 1)));
        Assert.Contains("mix 1 joins a and b.", Said((x, a, b) => a(x) * b(x)));
        Assert.Contains("draw 1 joins a and b.", Said((x, a, b) => a(x) + b(x) * randn(4)));
        Assert.Contains("What comes out, from b, is", Said((x, a, b) => { a(x); return b(x); }));
    }

    /// <summary>Weights of zero hide what is read from what is computed, not from what is found.</summary>
    [Fact]
    public void Zeros_hide_nothing()
    {
        using var scope = NewDisposeScope();
        var net = new Wired((x, a, b) => x + a(x) * b(x));
        foreach (var weight in net.parameters()) init.zeros_(weight);
        Assert.Contains("mix 1 joins x and a and b.", Diagram.Of(net, rand(2, 4)).AltText);
    }

    [Fact]
    public void A_failing_model_keeps_no_hooks()
    {
        using var scope = NewDisposeScope();
        var net = new Wired((_, _, _) => throw new InvalidOperationException("broken"));
        Assert.Equal("broken", Assert.Throws<InvalidOperationException>(() => Diagram.Of(net, rand(2, 4))).Message);
        Assert.All(net.modules().Prepend(net), layer => Assert.Equal(0, Hooks(layer)));
    }

    private static string Said(Func<Tensor, Func<Tensor, Tensor>, Func<Tensor, Tensor>, Tensor> body) =>
        Diagram.Of(new Wired(body), rand(2, 4)).AltText;

    private static bool[] Modes(nn.Module model) => [.. model.modules().Prepend(model).Select(layer => layer.training)];

    private static int Hooks(nn.Module layer)
    {
        var count = 0;
        for (var type = layer.GetType(); type is not null; type = type.BaseType)
            count += type.GetFields(BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.DeclaredOnly)
                .Where(field => field.Name.EndsWith("_hooks")).Sum(field => ((ICollection)field.GetValue(layer)!).Count);
        return count;
    }

    private sealed class Wired(Func<Tensor, Func<Tensor, Tensor>, Func<Tensor, Tensor>, Tensor> body)
        : Net<Tensor, Tensor>(nameof(Wired))
    {
        private readonly Linear a = Linear(4, 4), b = Linear(4, 4);

        public override Tensor forward(Tensor x) => body(x, a.call, b.call);
    }
}
