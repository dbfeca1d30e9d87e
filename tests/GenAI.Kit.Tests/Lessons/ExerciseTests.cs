using System.Text.Json;
using GenAI.Kit.Layers;
using GenAI.Kit.Lessons;
using static TorchSharp.torch;

namespace GenAI.Kit.Tests.Lessons;

[Collection("torch")]
public sealed class ExerciseTests
{
    private static readonly Exercise<Func<int, int>> Double =
        new("0.0.a", "Add it to itself.", f => f(3) == 6 ? null : $"f(3) should be 6, not {f(3)}.");

    [Fact]
    public void Nothing_handed_in_is_not_attempted() =>
        Assert.Equal(ExerciseStatus.NotAttempted, Double.Check(null).Status);

    [Fact]
    public void Any_correct_answer_passes() => Assert.All((Func<int, int>[])[x => 2 * x, x => x + x, x => x << 1],
        answer => Assert.Equal(ExerciseStatus.Passed, Double.Check(answer).Status));

    /// <summary>Twice as many bits are no mistake.</summary>
    [Fact]
    public void An_answer_in_float64_passes()
    {
        ExerciseResult[] results =
        [
            Lesson42.Shared.Check((x, toQ, toK, toV, heads) =>
            {
                var (k, v) = (x.matmul(toK).to(float64), x.matmul(toV).to(float64));
                var queries = x.matmul(toQ).to(float64).chunk(heads, 2);
                return cat([.. queries.Select(q => Attention.Of(q, k, v, Mask.Causal(6)))], 2);
            }),
            Lesson52.FromVelocity.Check((xt, v, abar) => xt.to(float64) * Math.Sqrt(1 - abar) + v * Math.Sqrt(abar)),
            Lesson53.Guide.Check((asked, nothing, u) => asked.to(float64) * (1 + u) - nothing * u),
        ];
        Assert.All(results, result => Assert.True(result.Status == ExerciseStatus.Passed, result.Message));
    }

    [Fact]
    public void Hints_come_in_steps_and_praise_says_why()
    {
        var stepped = new Exercise<int?>("0.0.b", ["Look.", "Count.", "Add."], n => n == 2 ? null : "No.",
            why: "One and one.", next: "Three.");
        Assert.StartsWith("**Hint 1 of 3.** Look.", stepped.Hint().ToString());
        Assert.Contains("`Hint(2)`", stepped.Hint().ToString());
        Assert.Equal("**Hint 3 of 3.** Add.", stepped.Hint(3).ToString());
        Assert.Contains("1 to 3", Assert.Throws<ArgumentOutOfRangeException>(() => stepped.Hint(4)).Message);
        Assert.Equal("Correct. One and one. **Try next:** Three.", stepped.Check(2).Message);
        Assert.Equal("**Hint.** Add it to itself.", Double.Hint().ToString());
    }

    [Fact]
    public void A_wrong_answer_fails_with_its_reason()
    {
        var result = Double.Check(x => x);
        Assert.Equal((ExerciseStatus.Failed, "f(3) should be 6, not 3."), (result.Status, result.Message));
    }

    [Fact]
    public void An_answer_that_throws_fails_with_what_it_threw()
    {
        var result = Double.Check(_ => throw new InvalidOperationException("no idea"));
        Assert.Equal(ExerciseStatus.Failed, result.Status);
        Assert.Contains("InvalidOperationException: no idea", result.Message);
    }

    /// <summary>Who checks and who doesn't see the same numbers in the cells that follow.</summary>
    [Fact]
    public void A_check_moves_no_dice()
    {
        using var scope = NewDisposeScope();
        float[] Next(Action between)
        {
            Seed.Everything(5);
            randn(1);
            between();
            return [.. randn(3).data<float>(), .. rand(3).data<float>()];
        }
        var drawing = new Exercise<Func<Tensor>>("0.0.b", "", answer =>
        {
            Seed.Everything(31);
            return answer().numel() == 7 ? null : "Seven, please.";
        });
        var plain = Next(() => { });
        Assert.All(new Func<ExerciseResult>[]
        {
            () => drawing.Check(() => randn(7)), () => drawing.Check(() => randn(6)), () => drawing.Check(null),
            () => drawing.Check(() => { randn(2); throw new InvalidOperationException(); }),
            () => Lesson31.Hinge.Check((real, fake) => real + rand(6)), () => Lesson51.Cooling.Check((3.0, 2, 1)),
            () => Lesson52.Fast.Check((1, 0.0)),
        }, check => Assert.Equal(plain, Next(() => check())));
        Assert.Equal(plain, Next(() => Assert.Throws<OperationCanceledException>(() =>
            drawing.Check(() => { randn(2); throw new OperationCanceledException(); }))));
        Assert.Equal(plain, Next(() => { drawing.Hint(); Lesson51.Cooling.Hint(); Lesson51.Cooling.Solution(); }));
    }

    /// <summary>Emoji are empty boxes where no font has them: the marks are those of ordinary fonts, and words stand
    /// beside them.</summary>
    [Fact]
    public void Marks_are_characters_of_ordinary_fonts()
    {
        var texts = new[] { Double.Check(null), Double.Check(x => x), Double.Check(x => 2 * x) }
            .Select(result => result.ToMimeBundle()["text/markdown"]).ToArray();
        Assert.StartsWith("○ **Exercise 0.0.a: not attempted.** Replace", texts[0]);
        Assert.StartsWith("✗ **Exercise 0.0.a: failed.** f(3)", texts[1]);
        Assert.Equal("✓ **Exercise 0.0.a: passed.** Correct.", texts[2]);
    }

    [Fact]
    public void An_interrupt_is_no_answer() =>
        Assert.Throws<OperationCanceledException>(() => Double.Check(_ => throw new OperationCanceledException()));

    [Fact]
    public void Tests_read_json()
    {
        using var json = JsonDocument.Parse(
            Double.Check(null).ToMimeBundle()["application/vnd.genai-kit.exercise+json"]);
        Assert.Equal("0.0.a", json.RootElement.GetProperty("exercise").GetString());
        Assert.Equal("not attempted", json.RootElement.GetProperty("status").GetString());
        Assert.NotEqual("", json.RootElement.GetProperty("message").GetString());
    }
}
