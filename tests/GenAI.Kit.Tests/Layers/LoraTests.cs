using GenAI.Kit.Diffusion;
using GenAI.Kit.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Tests.Layers;

[Collection("torch")]
public sealed class LoraTests
{
    private static Dit Painter()
    {
        Seed.Everything(1);
        var net = new Dit(new(4, 2, Patch: 2, Width: 16, Depth: 2, Heads: 2, ContextChannels: 6));
        using var _ = no_grad();
        foreach (var weight in net.parameters()) weight.add_(0.1 * randn_like(weight));
        return net;
    }

    private static Tensor Say(Dit net, ScalarType type = ScalarType.Float32)
    {
        Seed.Everything(2);
        return net.call(randn(2, 2, 4, 4).to(type), tensor(new[] { 5L, 9 }),
            cat([randn(2, 3, 6), ones(2, 3, 1)], 2).to(type));
    }

    private static void Shake(Lora lora)
    {
        using var _ = no_grad();
        foreach (var weight in lora.parameters()) weight.add_(0.1 * randn_like(weight));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public void It_begins_by_changing_nothing(int rank)
    {
        using var scope = NewDisposeScope();
        using var net = Painter();
        var before = Say(net);
        using var lora = new Lora(net, rank);
        Assert.Equal(before.data<float>(), Say(net).data<float>());
    }

    [Fact]
    public void Only_its_own_matrices_learn_and_all_of_them_do()
    {
        using var scope = NewDisposeScope();
        using var net = Painter();
        using var lora = new Lora(net, 2);
        Shake(lora);
        Say(net).square().sum().backward();
        Assert.All(net.parameters(), weight => Assert.True(weight.grad is null));
        Assert.All(lora.named_parameters(), part =>
            Assert.True(part.parameter.grad!.abs().max().item<float>() > 0, part.name));
        lora.Remove();
        Assert.All(net.parameters(), weight => Assert.True(weight.requires_grad));
    }

    [Fact]
    public void Merged_says_the_same()
    {
        using var scope = NewDisposeScope();
        using var net = Painter();
        var before = Say(net);
        using var lora = new Lora(net, 3, alpha: 6);
        Shake(lora);
        var adapted = Say(net);
        Assert.InRange((adapted - before).abs().max().item<float>(), 1e-3, 10);
        lora.Merge();
        Assert.InRange((Say(net) - adapted).abs().max().item<float>(), 0, 1e-5);
        Assert.Equal(0, lora.Layers);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Removed_or_disposed_the_network_says_what_it_said_before(bool disposed)
    {
        using var scope = NewDisposeScope();
        using var net = Painter();
        var before = Say(net);
        var lora = new Lora(net, 3);
        Shake(lora);
        Assert.NotEqual(before.data<float>(), Say(net).data<float>());
        if (disposed) lora.Dispose();
        else lora.Remove();
        Assert.Equal(before.data<float>(), Say(net).data<float>());
    }

    [Fact]
    public void What_was_taken_off_is_not_merged_and_names_that_would_share_a_key_are_refused()
    {
        using var scope = NewDisposeScope();
        using var net = Painter();
        var lora = new Lora(net, 2);
        lora.Remove();
        Assert.Throws<InvalidOperationException>(lora.Merge);
        var within = nn.Sequential(("b", nn.Linear(2, 2)));
        using var alike = nn.Sequential(("a", (nn.Module<Tensor, Tensor>)within), ("a_b", nn.Linear(2, 2)));
        Assert.Contains("a_b", Assert.Throws<ArgumentException>(() => new Lora(alike, 1)).Message);
    }

    [Fact]
    public void It_outlives_the_scope_that_it_was_made_in_and_follows_the_type_of_its_model()
    {
        using var net = Painter();
        net.to(ScalarType.Float64);
        Lora lora;
        using (NewDisposeScope()) lora = new Lora(net, 2);
        using (lora)
        {
            Check(ScalarType.Float64);
            lora.to(ScalarType.Float32);
            net.to(ScalarType.Float32);
            Check(ScalarType.Float32);
        }
        Assert.All(net.parameters(), weight => Assert.True(weight.requires_grad));

        void Check(ScalarType type)
        {
            using var scope = NewDisposeScope();
            Assert.All(lora.parameters(), weight => Assert.Equal(type, weight.dtype));
            Assert.Equal([2, 2, 4, 4], Say(net, type).shape);
        }
    }

    [Fact]
    public void Layers_can_be_chosen_by_name_and_what_is_none_is_an_error()
    {
        using var scope = NewDisposeScope();
        using var net = Painter();
        using var lora = new Lora(net, 2, which: name => name.Contains("mlp"));
        Assert.Equal(4, lora.Layers);
        Assert.Throws<ArgumentException>(() => new Lora(net, 2, which: name => name == "nose"));
        Assert.Throws<ArgumentException>(() => new Lora(net, -1));
        Assert.Throws<ArgumentException>(() => new Lora(nn.Linear(3, 4), 2));
    }
}
