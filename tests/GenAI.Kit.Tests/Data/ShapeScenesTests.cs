using GenAI.Kit.Data;
using static TorchSharp.torch;

namespace GenAI.Kit.Tests.Data;

[Collection("torch")]
public sealed class ShapeScenesTests
{
    [Fact]
    public void Within_each_kind_all_answers_are_as_frequent()
    {
        foreach (var kind in ShapeScenes.Sample(9000, seed: 1).GroupBy(scene => scene.Kind))
        {
            var answers = kind.CountBy(scene => scene.Answer).ToList();
            Assert.Equal(kind.Key switch { "count" => 3, "colour" => 6, _ => 2 }, answers.Count);
            Assert.All(answers, answer => Assert.InRange(answer.Value * answers.Count / (double)kind.Count(), 0.8, 1.2));
        }
    }

    [Fact]
    public void Answers_are_true_of_the_things()
    {
        foreach (var (things, kind, question, answer) in ShapeScenes.Sample(2000, seed: 2))
        {
            var words = question.Split(' ');
            SceneObject The(string shape) => Assert.Single(things, thing => thing.Shape == shape);
            var truth = kind switch
            {
                "count" => new[] { "one", "two", "three" }[things.Length - 1],
                "colour" => The(words[^1]).Colour,
                "there" => Say(things.Any(thing => (thing.Colour, thing.Shape) == (words[3], words[4]))),
                "left" => Say(The(words[2]).Column < The(words[^1]).Column),
                "above" => Say(The(words[2]).Row < The(words[^1]).Row),
                _ => Say(The(words[2]).Colour == The(words[^1]).Colour),
            };
            Assert.Equal((question, truth), (question, answer));
        }
        string Say(bool so) => so ? "yes" : "no";
    }

    [Fact]
    public void A_thing_is_painted_where_it_is_and_nowhere_else()
    {
        using var _ = NewDisposeScope();
        var scenes = ShapeScenes.Sample(200, seed: 3);
        var pixels = ShapeScenes.Pixels(scenes);
        Assert.Equal([200, 3, 32, 32], pixels.shape);
        Assert.True(pixels.min().item<float>() >= 0 && pixels.max().item<float>() <= 1);
        for (var n = 0; n < scenes.Length; n++)
        {
            foreach (var thing in scenes[n].Objects)
                Assert.True(pixels[n, .., thing.Row, thing.Column].min().item<float>() < 0.4);
            var inked = pixels[n].amin([0]).lt(0.92).sum().item<long>();
            Assert.InRange(inked, 30L * scenes[n].Objects.Length, 90L * scenes[n].Objects.Length);
        }
    }

    [Fact]
    public void The_same_seed_gives_the_same_scenes()
    {
        string All(int seed) => string.Join(";", ShapeScenes.Sample(50, seed).Select(scene => scene.Question + scene.Answer));
        Assert.Equal(All(4), All(4));
        Assert.NotEqual(All(4), All(5));
    }
}
