using GenAI.Kit.Contract;
using GenAI.Kit.Notebook.Format;
using GenAI.Kit.Notebook.Report;
using GenAI.Kit.Notebook.Runner;
using GenAI.Kit.Notebook.Sources;

namespace GenAI.Kit.Cli;

/// <summary>Runs notebooks one after another, writes what they gave and says where.</summary>
internal sealed class LessonRun(RunRequest request, LessonFolder lessons)
{
    private sealed record Target(string Path, Lesson? Lesson, NotebookDocument Notebook)
    {
        public string Stem => System.IO.Path.GetFileNameWithoutExtension(Path);
    }

    /// <returns>The exit code: that of the first notebook that did not end well.</returns>
    public async Task<int> Run(IReadOnlyList<string> wanted, CancellationToken cancellation)
    {
        var paths = wanted.SelectMany(Paths).ToList();
        var targets = paths.Select(Prepare).ToList();        // what is wrong with any is told before the first runs
        var places = targets.SelectMany(target => Files(target, request.InPlace)).Select(Path.GetFullPath).ToList();
        if (!request.InPlace && places.Intersect(targets.Select(target => target.Path)).FirstOrDefault() is { } own)
            throw RunRequest.Bad($"{Shown.Path(own)} is the notebook itself: name another place with --out, "
                + "or write into it with --in-place.");
        if (places.GroupBy(place => place).FirstOrDefault(same => same.Count() > 1)?.Key is { } twice)
            throw RunRequest.Bad($"Two runs would be written to {Shown.Path(twice)}: name a folder, or run them one "
                + "by one.");
        foreach (var place in places) AtomicFile.Probe(place);
        var code = ExitCode.Fine;
        foreach (var target in targets)
        {
            cancellation.ThrowIfCancellationRequested();
            var ended = await Run(target, cancellation);
            if (code == ExitCode.Fine) code = ended;
            if (cancellation.IsCancellationRequested) return (int)ExitCode.Interrupted;
        }

        return (int)code;
    }

    private IEnumerable<string> Paths(string wanted)
    {
        if (wanted == "all")
        {
            lessons.RequireRoot();
            return lessons.All.Count > 0 ? lessons.All.Select(lesson => lesson.Path)
                : throw RunRequest.Bad("notebooks/ holds no lesson yet: name a notebook by its path.");
        }

        if (wanted.StartsWith('-')) throw RunRequest.Bad($"There is no option {wanted}: see `genai run --help`.");
        var extension = Path.GetExtension(wanted).ToLowerInvariant();
        if (extension is ".ipynb" or ".dib" or ".csx") return [Path.GetFullPath(wanted)];
        return !File.Exists(wanted) ? [lessons.Find(wanted).Path]
            : throw RunRequest.Bad($"{wanted} is no notebook: genai run takes .ipynb, .dib and .csx"
                + (extension == ".cs" ? "; a program runs by `dotnet run`." : "."));
    }

    private Target Prepare(string path)
    {
        var notebook = NotebookDocument.Load(path);
        CellLanguage.Require(notebook, Shown.Path(path));
        if (request.InPlace && !path.EndsWith(".ipynb", StringComparison.OrdinalIgnoreCase))
            throw RunRequest.Bad($"{Shown.Path(path)} keeps no outputs: leave out --in-place.");
        Parameters.Replace(notebook, request.Parameters);
        CodeHash.Narrow(notebook, Path.GetDirectoryName(path)!, request.Recipes);
        if (request.InPlace && Mode(notebook) is { } mode and not "full")
            throw RunRequest.Bad("--in-place is for full mode, "
                + $"but the mode of {Shown.Path(path)} is {mode}: make it full.");
        return new Target(path, lessons.At(path), notebook);
    }

    private async Task<ExitCode> Run(Target target, CancellationToken cancellation)
    {
        var result = await Execute(target, target.Notebook, cancellation);
        if (result is { Code: ExitCode.Interrupted, SecondsToFirstCell: 0 })
            return (ExitCode)CommandLine.Fail($"{target.Stem}: {result.Message}", result.Code);
        RunStamp.Write(target.Notebook, target.Lesson, lessons.Root, Mode(target.Notebook), result,
            request is { InPlace: true, KeepMinutes: false });
        if (request is { InPlace: true, KeepMinutes: false } && result.Code == ExitCode.Fine)
            await MeasureModes(target, cancellation);
        var written = Write(target, result, cancellation).ToList();
        var scores = KitMime.Scores(target.Notebook);
        ScoreView.Show(scores);
        var code = Verdict(target, result, scores);
        Console.WriteLine($"{target.Stem}: {Shown.Time(result.Seconds)}, {KernelEnvironment.Threads} threads, "
            + $"peak memory {Shown.Memory(result.PeakBytes)}");
        written.ForEach(Console.WriteLine);
        return code;
    }

    private async Task<RunResult> Execute(Target target, NotebookDocument notebook, CancellationToken cancellation)
    {
        using var view = RunView.For(target.Stem);
        var folder = request.Folder ?? Path.GetDirectoryName(target.Path)!;
        return await new NotebookRunner(new(KernelCommands.Self, folder)
        {
            CellLimit = request.CellLimit, StartLimit = request.StartLimit, AllowErrors = request.AllowErrors,
            Progress = view.Show, Environment = request.Environment,
        }).Run(notebook, cancellation);
    }

    // A lesson's header states the minutes of every mode: the short ones are run too, for their time alone.
    private async Task MeasureModes(Target target, CancellationToken cancellation)
    {
        var modes = Mode(target.Notebook) == null ? [] : new[] { "quick", "demo" };
        foreach (var mode in modes.TakeWhile(_ => !cancellation.IsCancellationRequested))
        {
            var copy = target.Notebook.Clone();
            Parameters.Replace(copy, new Dictionary<string, string> { ["mode"] = mode });
            var result = await Execute(target, copy, cancellation);
            if (result.Code == ExitCode.Fine) RunStamp.SetMinutes(target.Notebook, mode, result.Seconds);
            else Console.Error.WriteLine($"{target.Stem}: no time for mode {mode}: {result.Message}");
        }

        HeaderTime.Write(target.Notebook);
    }

    private ExitCode Verdict(Target target, RunResult result, IReadOnlyList<ScoreLine> scores)
    {
        if (result.Code != ExitCode.Fine)
            return (ExitCode)CommandLine.Fail($"{target.Stem}: {result.Message}", result.Code);
        if (!request.Check) return ExitCode.Fine;
        var missed = scores.Where(score => score.Passed == false).Select(score => score.Name).ToList();
        if (missed.Count == 0 && scores.Any(score => score.Passed == true)) return ExitCode.Fine;
        return (ExitCode)CommandLine.Fail(missed.Count > 0
            ? $"{target.Stem}: missed the goal of {string.Join(", ", missed)}."
            : $"{target.Stem} recorded no goal: --check needs at least one.", ExitCode.GoalMissed);
    }

    /// <returns>The files written, the page last.</returns>
    private IEnumerable<string> Write(Target target, RunResult result, CancellationToken cancellation)
    {
        var inPlace = request.InPlace && result.Code == ExitCode.Fine;
        if (request.InPlace && !inPlace)
            Console.Error.WriteLine($"{Shown.Path(target.Path)} keeps the outputs that it had.");
        var (notebook, page) = Places(target, inPlace);
        if (inPlace && target.Lesson is { } lesson && Cover.Save(target.Notebook, lesson) is { } cover)
            yield return Shown.Path(cover);
        if (notebook != null)
        {
            target.Notebook.Save(notebook);
            yield return Shown.Path(notebook);
        }

        if (page != null && WritePage(target, page, cancellation)) yield return Shown.Path(page);
    }

    // One who has asked us to end waits a second for the page, no longer.
    private static bool WritePage(Target target, string page, CancellationToken cancellation)
    {
        using var soon = new CancellationTokenSource();
        using var asked = cancellation.Register(() => soon.CancelAfter(TimeSpan.FromSeconds(1)));
        try
        {
            var folder = Path.GetDirectoryName(target.Path);
            HtmlReport.Write(target.Notebook, page, new ReportOptions(folder, PlotlyScript.Open, soon.Token));
            return true;
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine($"{target.Stem}: interrupted before {Shown.Path(page)} was written.");
            return false;
        }
    }

    private IEnumerable<string> Files(Target target, bool inPlace)
    {
        var (notebook, page) = Places(target, inPlace);
        return new[] { notebook, page }.OfType<string>();
    }

    private (string? Notebook, string? Page) Places(Target target, bool inPlace)
    {
        if (inPlace) return (target.Path, request.Html ? Artifact(target, ".html") : null);
        if (request.Out is not { } place) return (Artifact(target, ".ipynb"), Artifact(target, ".html"));
        if (place.EndsWith(".html", StringComparison.OrdinalIgnoreCase)) return (null, place);
        if (place.EndsWith(".ipynb", StringComparison.OrdinalIgnoreCase))
            return (place, request.Html ? Path.ChangeExtension(place, ".html") : null);
        return (Path.Combine(place, target.Stem + ".ipynb"), Path.Combine(place, target.Stem + ".html"));
    }

    private string Artifact(Target target, string extension) =>
        Path.Combine(lessons.Root ?? Environment.CurrentDirectory, "artifacts", target.Stem + extension);

    private static string? Mode(NotebookDocument notebook) =>
        Parameters.List(notebook).FirstOrDefault(parameter => parameter.Name == "mode").Value?.Trim('"');
}
