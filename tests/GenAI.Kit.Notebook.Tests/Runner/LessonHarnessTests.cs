using System.Text.Json.Nodes;
using GenAI.Kit.Notebook.Format;

namespace GenAI.Kit.Notebook.Tests.Runner;

/// <summary>That the tests of lessons would see a fault.</summary>
public sealed class LessonHarnessTests
{
    private const string Checker = """
        static class Exercises
        {
            public static void Check(string id, int answer)
            {
                var (status, message) = answer switch
                {
                    0 => ("not attempted", "try it"), 42 => ("passed", "right"),
                    _ => ("failed", $"{answer} is not it"),
                };
                $"{{\"exercise\":\"{id}\",\"status\":\"{status}\",\"message\":\"{message}\"}}"
                    .DisplayAs("application/vnd.genai-kit.exercise+json");
            }
        }
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ThisTestAcceptsAGoodLessonAndSeesEveryFaultOfABadOne()
    {
        Assert.Empty(await LessonHarness.Examine(Tiny("42", "1", "2"), Path.GetTempPath(), Token));
        var problems = await LessonHarness.Examine(Tiny("41", "0", "42"), Path.GetTempPath(), Token);
        Assert.Collection(problems,
            problem => Assert.Equal("1.1.a, wrong answer 1: 'not attempted' instead of 'failed' (try it).", problem),
            problem => Assert.Equal("1.1.a, wrong answer 1: the check says the same as of the stub.", problem),
            problem => Assert.Equal("1.1.a, wrong answer 2: 'passed' instead of 'failed' (right).", problem),
            problem => Assert.Equal("1.1.a, solution: 'failed' instead of 'passed' (41 is not it).", problem));
    }

    private static NotebookDocument Tiny(string solution, params string[] wrong)
    {
        var exercise = NotebookCell.Code("int answer = 0;", "exercise");
        exercise.Metadata["genai_kit"] = new JsonObject
        {
            ["exercise"] = "1.1.a", ["solution"] = $"int answer = {solution};",
            ["wrong"] = new JsonArray([.. wrong.Select(text => (JsonNode?)$"int answer = {text};")]),
        };
        return NotebookDocument.Create(
            NotebookCell.Code("string mode = \"full\";", "parameters"),
            NotebookCell.Code("if (mode != \"quick\") throw new Exception(mode);"), NotebookCell.Code(Checker),
            exercise, NotebookCell.Markdown("Check it:"), NotebookCell.Code("Exercises.Check(\"1.1.a\", answer);"),
            NotebookCell.Code("if (answer < 41) throw new Exception(\"the solution stays\");"));
    }
}
