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
