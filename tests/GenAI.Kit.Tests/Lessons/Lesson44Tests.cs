using GenAI.Kit.Lessons;
using GenAI.Kit.Multimodal;
using static TorchSharp.torch;

namespace GenAI.Kit.Tests.Lessons;

/// <summary>The checks of lesson 4.4, whose notebook is a draft: right answers pass, likely wrong ones are told
/// why.</summary>
[Collection("torch")]
public sealed class Lesson44Tests
{
    [Fact]
    public void The_check_of_the_loss_knows_the_usual_mistakes()
    {
        Tensor Right(Tensor cosines, double t, double b) => ContrastiveLoss.Sigmoid(t * cosines + b);
        Assert.Equal(ExerciseStatus.Passed, Lesson44.Pairs.Check(Right).Status);
        Assert.Contains("25", Lesson44.Pairs.Check((x, t, b) => Right(x, t, b) / 5).Message);
        Assert.Contains("bias", Lesson44.Pairs.Check((x, t, _) => Right(x, t, 0)).Message);
        Assert.Contains("CLIP", Lesson44.Pairs.Check((x, t, b) => ContrastiveLoss.Softmax(t * x + b)).Message);
        Assert.Contains("signs", Lesson44.Pairs.Check((x, t, b) => Right(x, -t, -b)).Message);
        Assert.Contains("one number", Lesson44.Pairs.Check((x, _, _) => x).Message);
    }

    [Fact]
    public void Two_digits_are_enough_and_bits_and_percent_are_noticed()
    {
        Assert.Equal(ExerciseStatus.Passed, Lesson44.Batch.Check((4.16, 0.078)).Status);
        Assert.Equal(ExerciseStatus.Passed, Lesson44.Batch.Check((4.2, 0.08)).Status);
        Assert.Contains("bits", Lesson44.Batch.Check((6, 0.078)).Message);
        Assert.Contains("percent", Lesson44.Batch.Check((4.16, 7.8)).Message);
        Assert.Contains("five places", Lesson44.Batch.Check((4.16, 1 / 64.0)).Message);
    }

    [Fact]
    public void A_classifier_must_look_at_each_picture()
    {
        string[] Right(ContrastiveModel net, Tensor x, string[] sentences) =>
        [
            .. Scope.Eval(net, () => net.EncodeImage(x).matmul(net.EncodeText(PortraitCaptions.Encode(sentences)).t()))
                .argmax(1).Longs().Select(k => sentences[k]),
        ];
        Assert.Equal(ExerciseStatus.Passed, Lesson44.ZeroShot.Check(Right).Status);
        for (var k = 0; k < 3; k++)
        {
            var always = k;
            Assert.Equal(ExerciseStatus.Failed,
                Lesson44.ZeroShot.Check((_, x, s) => [.. Enumerable.Repeat(s[always], (int)x.shape[0])]).Status);
        }
        Assert.Contains("300", Lesson44.ZeroShot.Check((_, _, s) => s).Message);
    }

    [Fact]
    public void Recall_of_a_hundred_is_counted_in_each_hundred()
    {
        using var _ = NewDisposeScope();
        var points = nn.functional.normalize(randn(200, 64), dim: 1);
        Assert.Equal(1, Lesson44.RecallOf100(points, points));
        Assert.InRange(Lesson44.RecallOf100(points, points.roll(1, 0)), 0, 0.05);
        Assert.Throws<ArgumentException>(() => Lesson44.RecallOf100(points[..150], points[..150]));
    }
}
