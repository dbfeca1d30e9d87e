using GenAI.Kit.Classifiers;
using GenAI.Kit.Metrics;
using GenAI.Kit.Multimodal;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GenAI.Kit.Tests.Metrics;

[Collection("torch")]
public sealed class PerceptualDistanceTests
{
    private static readonly PerceptualDistance Plain = new([nn.MaxPool2d(1)]);

    [Fact]
    public void Of_a_picture_and_itself_it_is_0()
    {
        var x = rand(2, 3, 4, 4);
        Assert.Equal(0, Plain.Between(x, x).item<float>());
    }

    [Fact]
    public void Of_unit_vectors_it_is_the_squared_chord()
    {
        // At each place (1, 0) and (0.6, 0.8): 0.4² + 0.8² = 0.8; lengths don't count.
        var x = tensor(new[] { 3f, 0f }).reshape(1, 2, 1, 1).expand(1, 2, 3, 3);
        var y = tensor(new[] { 0.6f, 0.8f }).reshape(1, 2, 1, 1).expand(1, 2, 3, 3);
        Assert.Equal(0.8, Plain.Between(x, y).item<float>(), 1e-6);
    }

    [Fact]
    public void It_is_the_mean_over_the_poolings_and_asks_nothing_behind_them()
    {
        var (x, y) = (rand(2, 3, 4, 4), rand(2, 3, 4, 4));
        var (first, half) = (Plain.Between(x, y).item<float>(), nn.MaxPool2d(2));
        var second = Plain.Between(half.call(x), half.call(y)).item<float>();
        var both = new PerceptualDistance([nn.MaxPool2d(1), half, nn.Linear(7, 1)]).Between(x, y).item<float>();
        Assert.Equal((first + second) / 2, both, 1e-6);
    }

    [Fact]
    public void Where_a_map_is_0_the_gradient_is_finite()
    {
        var x = zeros(1, 3, 4, 4, requires_grad: true);
        Plain.Between(x, rand(1, 3, 4, 4)).backward();
        Assert.True(x.grad!.isfinite().all().item<bool>());
    }

    [Fact]
    public void The_trunk_of_an_attribute_net_will_do()
    {
        using var net = new FaceAttributeNet(new(Size: 8, Width: 4, Features: 16));
        net.eval();
        var distance = new PerceptualDistance(net.children().First().children());
        Assert.True(distance.Between(rand(2, 3, 8, 8), rand(2, 3, 8, 8)).item<float>() > 0);
    }

    [Fact]
    public void Without_poolings_it_compares_rectified_maps_behind_strides_and_no_others()
    {
        using var halving = nn.Conv2d(3, 5, 3, stride: 2, padding: 1);
        nn.Module[] layers = [nn.Conv2d(3, 3, 1), nn.ReLU(), halving, nn.ReLU(), nn.Conv2d(5, 2, 1), nn.ReLU()];
        var (x, y) = (rand(2, 3, 8, 8), rand(2, 3, 8, 8));
        Tensor Map(Tensor of) => layers[..4].Aggregate(of, (t, layer) => ((nn.Module<Tensor, Tensor>)layer).call(t));
        var expected = Plain.Between(Map(x), Map(y)).item<float>();
        Assert.Equal(expected, new PerceptualDistance(layers).Between(x, y).item<float>(), 1e-6);
    }

    [Fact]
    public void In_the_stem_of_a_vision_transformer_every_halving_is_compared()
    {
        using var net = new VisionTransformer(new(Side: 16, Patch: 8, Width: 8, Depth: 1, Heads: 2, Stem: true));
        net.eval();
        var stem = net.children().First().children().Cast<nn.Module<Tensor, Tensor>>().ToArray();
        var (x, y) = (rand(2, 3, 16, 16), rand(2, 3, 16, 16));
        Tensor Map(Tensor of, int last) => stem[..(last + 1)].Aggregate(of, (t, layer) => layer.call(t));
        int[] halvings = [.. new[] { 8, 4, 2 }.Select(side =>                     // the first ReLU of each side
            Enumerable.Range(0, stem.Length).First(k => stem[k] is ReLU && Map(x, k).shape[3] == side))];
        var expected = halvings.Average(k => Plain.Between(Map(x, k), Map(y, k)).item<float>());
        Assert.Equal(expected, new PerceptualDistance(stem).Between(x, y).item<float>(), 1e-5);
    }

    [Fact]
    public void Other_shapes_and_nets_that_keep_the_side_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Plain.Between(rand(1, 3, 4, 4), rand(1, 3, 4, 5)));
        Assert.Throws<ArgumentException>(() => new PerceptualDistance([nn.ReLU()]));
    }
}
