using System.Diagnostics;

namespace GenAI.Kit.Notebook.Session;

/// <summary>One cell on its way: its parts in turn, each compiled, then run on a thread of its own.</summary>
internal sealed class CellRun(
    SubmissionChain chain, Packages packages, Magics magics, CellContext cell, CancellationToken token)
{
    public int Number => cell.Number;

    /// <summary>Runs from <c>#!time</c> on.</summary>
    public Stopwatch? Clock { get; set; }

    /// <returns>The value of the last part, if it has one; what earlier parts yield is shown.</returns>
    public async Task<MimeBundle?> RunAsync(string code)
    {
        MimeBundle? value = null;
        foreach (var part in CellText.Split(code))
        {
            if (value is not null) Show(value);
            value = null;
            if (part is CellText.Code c) value = await ExecuteAsync(c.Text).ConfigureAwait(false);
            else if (part is CellText.Other other) Show(other.Mime, other.Text);
            else await magics.RunAsync((CellText.Command)part, this).ConfigureAwait(false);
        }
        if (Clock is not null) Show("text/plain", $"Wall time: {Clock.Elapsed.TotalMilliseconds:0.###} ms");
        return value;
    }

    /// <summary>Runs code without magics; throws what it throws.</summary>
    public async Task<MimeBundle?> ExecuteAsync(string code)
    {
        var clean = await packages.PrepareAsync(code, cell, token).ConfigureAwait(false);
        var submission = chain.Compile(clean, $"cell {Number}", token);
        LibraryFormats.Install();
        MimeBundle? value = null;
        var failure = await CellThread.RunAsync(cell, async () =>
        {
            var result = await chain.Start(submission, token);
            if (submission.HasValue) value = ValueFormatter.Format(result);
        }, token).ConfigureAwait(false);
        return failure is null ? value : throw new CellFailure(failure);
    }

    /// <summary>Runs the cell of an imported file, magics included.</summary>
    public async Task ExecuteAsync(string code, bool show)
    {
        var value = await new CellRun(chain, packages, magics, cell, token).RunAsync(code).ConfigureAwait(false);
        if (show && value is not null) Show(value);
    }

    public void Show(MimeBundle bundle) => cell.Display(bundle, null, update: false);

    public void Show(string mime, string text) => Show(new MimeBundle(mime, text));

    public string Ask(string prompt, bool password) => cell.ReadLine(prompt, password);
}

/// <summary>Carries what a cell threw past frames that are not its own.</summary>
internal sealed class CellFailure(Exception cause) : Exception(cause.Message, cause);
