using GenAI.Kit.Classifiers;
using GenAI.Kit.Data;
using GenAI.Kit.Lessons;
using GenAI.Kit.Multimodal;
using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Tests.Lessons;

/// <summary>Portraits after sentences, with the shipped painter of lesson 5.4.</summary>
[Collection("torch")]
public sealed class PortraitPainterTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();
    private readonly PortraitPainter painter = new();

    public void Dispose()
    {
        painter.Dispose();
        scope.Dispose();
    }

    [Fact]
    public void What_is_asked_for_is_drawn()
    {
        var drawn = painter.Draw("a flat person with pink hair and glasses", 6, seed: 3, steps: 10);
        using var ruler = FaceAttributeNet.OfPortraits();
        var seen = ruler.Predict(drawn);
        long Share(string name, string value)
        {
            var k = PortraitAttributes.All.ToList().FindIndex(a => a.Name == name);
            return seen[.., k].eq(Array.IndexOf(PortraitAttributes.All[k].Values, value)).sum().item<long>();
        }
        Assert.InRange(Share("style", "flat"), 5, 6);
        Assert.InRange(Share("hair colour", "pink"), 5, 6);
        Assert.InRange(Share("eyes", "glasses"), 5, 6);
    }

    /// <summary>What training held out and a portrait has, such as a green mohawk, is drawn, and isn't named.</summary>
    [Theory]
    [InlineData("a toon person with pink hair and sunglasses, grinning", "style: toon with eyes: sunglasses")]
    [InlineData("a turban and sunglasses", "hair: turban with eyes: sunglasses")]
    [InlineData("glasses and an angry mouth", "eyes: glasses with mouth: angry")]
    [InlineData("a flat person with long pink hair and sunglasses, grinning", null)]
    [InlineData("a green mohawk", null)]
    [InlineData("glasses", null)]
    public void What_no_portrait_shows_together_is_named(string words, string? pair)
    {
        var said = PortraitPainter.NeverTogether(PortraitCaptions.Read(words).Facts);
        Assert.Equal(pair is null ? null : $"None of the 9000 portraits has {pair}; expect a mixture.", said);
    }

    [Fact]
    public void Seed_weight_and_what_is_avoided_change_the_picture_and_nothing_else_does()
    {
        Tensor Draw(long seed = 3, double weight = 2.5, string avoid = "") =>
            painter.Draw("long hair", 2, seed, weight, steps: 3, avoid);
        var plain = Draw();
        Assert.True(Draw().allclose(plain, 0, 0));
        Assert.False(Draw(seed: 4).allclose(plain));
        Assert.False(Draw(weight: 4).allclose(plain));
        Assert.False(Draw(avoid: "black hair").allclose(plain));
        Assert.True(Draw(weight: 1, avoid: "black hair").allclose(Draw(weight: 1), 0, 0));
    }

    [Fact]
    public void More_than_one_round_is_drawn_and_only_the_pictures_stay()
    {
        var live = LiveTensors.Count();
        using (NewDisposeScope())
        {
            var many = painter.Draw("long hair", 51, steps: 1);
            Assert.Equal(live + 1, LiveTensors.Count());
            Assert.Equal([51, 3, 64, 64], many.shape);
            Assert.InRange(many.min().item<float>(), 0, 1);
        }
        Assert.Throws<ArgumentOutOfRangeException>(() => painter.Draw("long hair", 0));
        Assert.Throws<OperationCanceledException>(() =>
            painter.Draw("long hair", 1, cancellation: new CancellationToken(canceled: true)));
    }
}
