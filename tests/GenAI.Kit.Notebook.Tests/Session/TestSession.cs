using GenAI.Kit.Notebook.Session;

namespace GenAI.Kit.Notebook.Tests.Session;

/// <summary>A session with a sink, and what tests ask of it.</summary>
internal sealed class TestSession
{
    public TestSession(SessionOptions? options = null) =>
        Session = new CSharpSession(options ?? new SessionOptions());

    public CSharpSession Session { get; }

    /// <summary>The output of the latest cell.</summary>
    public RecordingSink Sink { get; private set; } = new();

    /// <param name="answers">What the user types, question by question.</param>
    public async Task<CellResult> Try(string code, CancellationToken token = default, params string[] answers)
    {
        Sink = new RecordingSink();
        foreach (var answer in answers) Sink.Answers.Enqueue(answer);
        return await Session.ExecuteAsync(code, Sink, token);
    }

    /// <summary>Runs a cell that must succeed; its value's plain text, else what it wrote.</summary>
    /// <param name="answers">What the user types, question by question.</param>
    public async Task<string> Run(string code, params string[] answers)
    {
        var result = await Try(code, default, answers);
        Assert.True(result.Succeeded, result.Error is null ? "" : string.Join("\n", result.Error.Traceback));
        return result.Value is { } value ? value["text/plain"] : Sink.Out;
    }

    /// <summary>Runs a cell that must fail.</summary>
    public async Task<CellError> Fail(string code)
    {
        var result = await Try(code);
        Assert.NotNull(result.Error);
        return result.Error;
    }
}
