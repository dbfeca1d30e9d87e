using GenAI.Kit.Lessons;
using static TorchSharp.torch;

namespace GenAI.Kit.Tests.Lessons;

/// <summary>The checks of lesson 5.4: right answers pass, likely wrong ones are told why.</summary>
[Collection("torch")]
public sealed class Lesson54Tests
{
    [Fact]
    public void Padding_must_get_nothing_to_the_bit()
    {
        Tensor Look(Tensor q, Tensor k, Tensor v, Tensor words, Func<Tensor, Tensor, Tensor> mask) =>
            nn.functional.softmax(mask(q.matmul(k.transpose(1, 2)) / Math.Sqrt(q.shape[2]),
                words.logical_not().unsqueeze(1)), 2).matmul(v);
        string? Said(Func<Tensor, Tensor, Tensor> mask) =>
            Lesson54.Look.Check((q, k, v, words) => Look(q, k, v, words, mask)).Message;
        Assert.Equal(ExerciseStatus.Passed, Lesson54.Look.Check((q, k, v, words) =>
            Look(q, k, v, words, (s, hidden) => s.masked_fill(hidden, float.NegativeInfinity))).Status);
        Assert.Contains("still takes", Said((s, _) => s));
        Assert.Contains("gradient", Said((s, hidden) => s - 15 * hidden.to(float32)));
        Assert.Contains("√8", Said((s, hidden) => (s * Math.Sqrt(8)).masked_fill(hidden, float.NegativeInfinity)));
        Assert.Contains("[2, 5, 8]", Lesson54.Look.Check((_, _, v, _) => v).Message);
    }

    [Fact]
    public void The_price_of_guidance_is_counted_in_rows()
    {
        Assert.Equal(ExerciseStatus.Passed, Lesson54.Cost.Check((150, 300, 210)).Status);
        Assert.Contains("six", Lesson54.Cost.Check((25, 50, 35)).Message);
        Assert.Contains("twice", Lesson54.Cost.Check((150, 150, 210)).Message);
        Assert.Contains("fifteen", Lesson54.Cost.Check((150, 300, 120)).Message);
    }

    [Fact]
    public void What_a_word_does_is_what_changes_without_it()
    {
        double[] Does(Func<string[], Tensor> paint, string[] words) => [.. words.Select((_, n) =>
            (paint([.. words.Where((_, k) => k != n)]) - paint(words)).square().mean().Number())];
        Assert.Equal(ExerciseStatus.Passed, Lesson54.Ask.Check(Does).Status);
        Assert.Contains("not the sum", Lesson54.Ask.Check((paint, words) =>
            [.. Does(paint, words).Select(change => 48 * change)]).Message);
        Assert.Contains("alone", Lesson54.Ask.Check((paint, words) =>
            [.. words.Select(word => (paint([word]) - paint(words)).square().mean().Number())]).Message);
        Assert.Contains("six numbers", Lesson54.Ask.Check((_, _) => [1, 2]).Message);
    }

    [Fact]
    public void Red_noses_are_seen_and_must_be_asked_for()
    {
        using var _ = NewDisposeScope();
        var plain = full([5, 3, 64, 64], 0.8f);
        var nosed = plain.clone();
        nosed[.., 1.., 30..38, 28..36] = tensor(0.1f);
        Assert.Equal([false, false, false, false, false], Lesson54.RedNoses(plain));
        Assert.Equal([true, true, true, true, true], Lesson54.RedNoses(nosed));
        Tensor All(Tensor one, string[] sentences) => one[..1].expand(sentences.Length, -1, -1, -1);
        Assert.Contains("have one", Lesson54.Taught.Check((s, _) => All(plain, s)).Message);
        Assert.Contains("nobody asked", Lesson54.Taught.Check((s, _) => All(nosed, s)).Message);
        Assert.Contains("is seen", Lesson54.Taught.Check((s, red) => All(red ? nosed : plain, s)).Message);
    }
}
