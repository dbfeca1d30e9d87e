using GenAI.Kit.Classifiers;
using GenAI.Kit.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Tests.Classifiers;

[Collection("torch")]
public sealed class FaceAttributeNetTests
{
    private static readonly FaceAttributeNetConfig Tiny = new(Size: 8, Width: 4, Features: 16);

    [Fact]
    public void ShapesAreAsDocumented()
    {
        using var net = new FaceAttributeNet(Tiny);
        var x = rand(5, 3, 8, 8);
        Assert.Equal([5, FaceAttributes.All.Sum(attribute => attribute.Values.Length)], net.call(x).shape);
        Assert.Equal([5, 16], net.Features(x).shape);
        Assert.Equal([5, 8], net.Predict(x).shape);
    }

    [Fact]
    public void KeysAreTheFieldsNames() => Assert.Equal(
        ["heads.bias", "heads.weight"],
        new FaceAttributeNet(Tiny).state_dict().Keys.Where(key => !key.StartsWith("trunk.")).Order());

    [Fact]
    public void WithoutAnOpinionItLosesTheLogsOfTheValues()
    {
        using var net = new FaceAttributeNet(Tiny);
        using var _ = no_grad();
        foreach (var (key, value) in net.state_dict().Where(pair => pair.Key.StartsWith("heads"))) value.fill_(0);
        var labels = zeros(6, 8, int64);
        var all = FaceAttributes.All.Sum(attribute => Math.Log(attribute.Values.Length));
        Assert.Equal(all, net.Loss(rand(6, 3, 8, 8), labels).item<float>(), 1e-5);
        labels[.., 3] = tensor(FaceAttributes.Hidden);
        Assert.Equal(all - Math.Log(7), net.Loss(rand(6, 3, 8, 8), labels).item<float>(), 1e-5);
    }

    [Fact]
    public void OverfitsOneBatch()
    {
        Seed.Everything(1);
        using var net = new FaceAttributeNet(Tiny);
        using var adam = optim.Adam(net.parameters(), 0.01);
        var x = rand(14, 3, 8, 8);
        var labels = stack([.. FaceAttributes.All.Select(a => arange(14) % a.Values.Length)], dim: 1);
        for (var step = 0; step < 200; step++)
        {
            adam.zero_grad();
            net.Loss(x, labels).backward();
            adam.step();
        }
        Assert.All(net.BalancedAccuracy(x, labels), accuracy => Assert.Equal(1, accuracy));
    }

    [Fact]
    public void BalancedAccuracyOfTheCommonestAnswerIsOneOverTheValues()
    {
        using var net = new FaceAttributeNet(Tiny);
        using var _ = no_grad();
        foreach (var (key, value) in net.state_dict().Where(pair => pair.Key.StartsWith("heads"))) value.fill_(0);
        var rare = (arange(100) - 90).clamp_min(0);                           // 91 of value 0, one to nine of others
        var labels = stack([.. FaceAttributes.All.Select(a => rare % a.Values.Length)], dim: 1);
        var expected = FaceAttributes.All.Select(attribute => 1.0 / attribute.Values.Length);
        Assert.Equal(expected, net.BalancedAccuracy(rand(100, 3, 8, 8), labels), (a, b) => Math.Abs(a - b) < 1e-12);
    }

    [Fact]
    public void Another_list_of_attributes_and_more_stages_are_configuration()
    {
        using var net = new FaceAttributeNet(new(Size: 16, Width: 2, Features: 6, Stages: 3, Values: [2, 3]));
        var x = rand(5, 3, 16, 16);
        Assert.Equal([5, 5], net.call(x).shape);
        Assert.Equal([5, 6], net.Features(x).shape);
        Assert.Equal([5, 2], net.Predict(x).shape);
        Assert.Equal([6, 8 * 2 * 2], net.state_dict()["trunk.13.weight"].shape);              // three stages of four
        using var _ = no_grad();
        foreach (var (key, value) in net.state_dict().Where(pair => pair.Key.StartsWith("heads"))) value.fill_(0);
        var labels = tensor(new long[,] { { 0, 2 }, { 1, FaceAttributes.Hidden } });
        Assert.Equal(Math.Log(2) + Math.Log(3) / 2, net.Loss(x[..2], labels).item<float>(), 1e-5);
        Assert.Equal([0.5, 0], net.BalancedAccuracy(x[..2], labels));
    }

    [Fact]
    public void Labels_of_the_shipped_portraits_are_complete()
    {
        var (train, test) = Datasets.Portraits();
        var labels = cat([PortraitAttributes.Labels(train.Attributes), PortraitAttributes.Labels(test.Attributes)]);
        Assert.Equal([9_000, PortraitAttributes.All.Count], labels.shape);
        foreach (var (attribute, a) in PortraitAttributes.All.Select((attribute, a) => (attribute, a)))
            for (var value = 0; value < attribute.Values.Length; value++)
                Assert.True(labels[.., a].eq(value).sum().item<long>() >= 290, $"{attribute.Name} {value}");
        var hidden = labels.eq(FaceAttributes.Hidden).sum(dim: 0).data<long>().ToArray();
        Assert.Equal([0, 0, 1_436, 0, 0, 0, 0, 0, 0, 0], hidden);                                // no hair to be seen
    }

    [Fact]
    public void LabelsOfTheShippedFacesAreComplete()
    {
        var (train, test) = Datasets.Faces();
        var labels = cat([FaceAttributes.Labels(train.Attributes), FaceAttributes.Labels(test.Attributes)]);
        Assert.Equal([4_000, FaceAttributes.All.Count], labels.shape);
        foreach (var (attribute, a) in FaceAttributes.All.Select((attribute, a) => (attribute, a)))
            for (var value = 0; value < attribute.Values.Length; value++)
                Assert.True(labels[.., a].eq(value).sum().item<long>() >= 200, $"{attribute.Name} {value}");
        Assert.Equal(232, labels[.., 3].eq(FaceAttributes.Hidden).sum().item<long>());         // under a hat
        Assert.Equal(232, labels.eq(FaceAttributes.Hidden).sum().item<long>());
    }
}
