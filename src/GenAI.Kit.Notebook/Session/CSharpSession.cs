using Microsoft.CodeAnalysis.CSharp;

namespace GenAI.Kit.Notebook.Session;

/// <summary>A C# session: cells one after another, each sees the state that the ones before it left.</summary>
/// <remarks>State survives a failing or interrupted cell. Console output goes to the cell that wrote it.</remarks>
public sealed class CSharpSession
{
    private readonly SubmissionChain chain;
    private readonly Packages packages;
    private readonly Magics magics;
    private readonly LanguageWorkspace workspace;
    private readonly SemaphoreSlim one = new(1);
    private readonly Warming warming;
    private int count;

    public CSharpSession(SessionOptions options)
    {
        ConsoleRoute.Install();
        BackgroundErrors.Install();
        FailedAsserts.Install();
        FormatterDisplays.Install();
        Options = options;
        chain = new SubmissionChain(options, new SessionLoadContext(options));
        packages = new Packages(options, chain);
        magics = new Magics(this);
        workspace = new LanguageWorkspace(chain);
        warming = new Warming(chain, async code => await CompleteAsync(code, code.Length).ConfigureAwait(false), one);
    }

    public SessionOptions Options { get; }

    /// <summary>The version of C# that cells are written in.</summary>
    public string LanguageVersion => chain.ParseOptions.LanguageVersion.ToDisplayString();

    /// <summary>The variables that cells have declared, in order; of a name declared twice the later one.</summary>
    public IReadOnlyList<Variable> Variables => chain.Variables();

    /// <summary>A session that has compiled and run something already, so that the first cell is not slow.</summary>
    public static async Task<CSharpSession> StartAsync(SessionOptions options)
    {
        var beside = Task.WhenAll(Task.Run(SubmissionChain.WarmUp), Task.Run(LibraryFormats.Install));
        var session = new CSharpSession(options);
        await session.ExecuteAsync("1 + 1", new NoSink(), CancellationToken.None, 0).ConfigureAwait(false);
        await beside.ConfigureAwait(false);
        return session;
    }

    /// <summary>Runs one cell; never throws for what the cell does.</summary>
    /// <param name="sink">Where its output goes while it runs.</param>
    /// <param name="token">Interrupts the cell: whatever it does, and whether it looks at the token or not.</param>
    /// <param name="number">The cell's number in error messages; by default the cells are counted.</param>
    public async Task<CellResult> ExecuteAsync(
        string code, ICellSink sink, CancellationToken token = default, int? number = null)
    {
        await one.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        count = number ?? count + 1;
        var cell = new CellContext(sink, count, token) { Lend = chain.Lend, Import = chain.Import };
        var run = new CellRun(chain, packages, magics, cell, token);
        var cleaning = new Cleaning();
        try
        {
            return new(count, await run.RunAsync(code).ConfigureAwait(false), null);
        }
        catch (Exception e)
        {
            var cause = e is CellFailure ? e.InnerException! : e;
            if (token.IsCancellationRequested && cause is OperationCanceledException)
                cause = new InterruptedException(false, false);
            return new(count, null, ErrorReport.OfException(cause));
        }
        finally
        {
            ConsoleRoute.Restore();
            cleaning.End();
            one.Release();
        }
    }

    /// <summary>Makes the next completion quick, once nothing runs; returns at once.</summary>
    public void WarmUp() => warming.Start();

    /// <summary>What could stand at a position, in UTF-16 units, of a cell that is being written.</summary>
    public Task<CompletionMatches> CompleteAsync(string code, int position, CancellationToken token = default) =>
        Completions.AtAsync(workspace, code, position, token);

    /// <summary>What is known of the name at a position: null for nothing.</summary>
    public Task<MimeBundle?> InspectAsync(string code, int position, CancellationToken token = default) =>
        Inspection.AtAsync(workspace, Variables, code, position, token);

    private sealed class NoSink : ICellSink
    {
        public void Stream(string name, string text) { }

        public void Display(MimeBundle data, string? displayId, bool update) { }

        public void ClearOutput(bool wait) { }

        public string ReadLine(string prompt, bool password, CancellationToken token) => "";
    }
}
