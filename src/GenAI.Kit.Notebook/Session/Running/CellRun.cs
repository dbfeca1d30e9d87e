using System.Collections.Immutable;
using System.Diagnostics;
using GenAI.Kit.Notebook.Format;
using GenAI.Kit.Notebook.Session.Compiling;
using GenAI.Kit.Notebook.Session.Magic;
using GenAI.Kit.Notebook.Session.Packages;
using GenAI.Kit.Notebook.Session.Showing;

namespace GenAI.Kit.Notebook.Session.Running;

/// <summary>One cell on its way: its parts in turn, each compiled, then run on a thread of its own.</summary>
internal sealed class CellRun(
    SubmissionChain chain, SessionPackages packages, Magics magics, CellContext cell, CancellationToken token)
{
    public int Number => cell.Number;

    /// <summary>The files that are being imported, one by the other.</summary>
    public ImmutableHashSet<string> Imports { get; private init; } = [];

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
            else if (part is CellText.Other other) Show(other);
            else await magics.RunAsync((CellText.Command)part, this).ConfigureAwait(false);
        }
        if (Clock is not null) Show("text/plain", $"Wall time: {Clock.Elapsed.TotalMilliseconds:0.###} ms");
        return value;
    }

    /// <summary>Runs code without magics; throws what it throws.</summary>
    public async Task<MimeBundle?> ExecuteAsync(string code)
    {
        var (clean, scripts) = await packages.PrepareAsync(code, cell, token).ConfigureAwait(false);
        foreach (var script in scripts) await RunExtensionAsync(script).ConfigureAwait(false);
        var submission = chain.Compile(clean, $"cell {Number}", token);
        LibraryFormats.Install();
        MimeBundle? value = null;
        var failure = await CellThread.RunAsync(cell, async () =>
        {
            var result = await chain.Start(submission, cell.CodeToken);
            if (submission.Value == CellValue.Always || submission.Value == CellValue.Perhaps && result is not null)
                value = ValueFormatter.Format(result);
        }, token).ConfigureAwait(false);
        return failure is null ? value : throw new CellFailure(failure);
    }

    /// <summary>What a package wants to run on being loaded; its failure is not the cell's.</summary>
    private async Task RunExtensionAsync(string script)
    {
        try
        {
            await ExecuteAsync(script, show: true).ConfigureAwait(false);
        }
        catch (Exception e) when (e is CellException or CellFailure)
        {
            var cause = (e.InnerException ?? e).Message;
            Show("text/plain", $"The package's extension for .NET Interactive failed: {cause}");
        }
    }

    /// <summary>Runs the cell of an imported file, magics included.</summary>
    /// <param name="file">The file, if it is not that of the cell that imports.</param>
    public async Task ExecuteAsync(string code, bool show, string? file = null)
    {
        var run = new CellRun(chain, packages, magics, cell, token)
        { Imports = file is null ? Imports : Imports.Add(file) };
        var value = await run.RunAsync(code).ConfigureAwait(false);
        if (show && value is not null) Show(value);
    }

    /// <summary>HTML, Markdown and Mermaid are shown; what would have to be run is told not to.</summary>
    private void Show(CellText.Other part)
    {
        if (part.Language.IsForeign)
            throw new CellException("OtherLanguage", $"cell {Number}, line {part.Line}: {part.Language.Refusal}.");
        if (part.Language.Mime != CellLanguage.Mermaid) Show(part.Language.Mime!, part.Text);
        else Show(new MimeBundle([new(CellLanguage.Mermaid, part.Text),
            new("text/markdown", $"```mermaid\n{part.Text}\n```"), new("text/plain", part.Text)]));
    }

    public void Show(MimeBundle bundle) => cell.Display(bundle, null, update: false);

    public void Show(string mime, string text) => Show(new MimeBundle(mime, text));

    public string Ask(string prompt, bool password) => cell.ReadLine(prompt, password);
}

/// <summary>Carries what a cell threw past frames that are not its own.</summary>
internal sealed class CellFailure(Exception cause) : Exception(null, cause);
