using System.Text.RegularExpressions;

namespace GenAI.Kit.Notebook.Session;

/// <summary>The packages of a session: restored before the cell that names them is compiled.</summary>
internal sealed partial class Packages(SessionOptions options, SubmissionChain chain)
{
    private readonly List<PackageRequest> requests = [];
    private readonly List<string> sources = [];

    /// <summary>Restores what the code asks for and adds it to the references.</summary>
    /// <returns>The code without its <c>#i</c> lines, which the compiler does not know.</returns>
    public async Task<string> PrepareAsync(string code, CellContext cell, CancellationToken token)
    {
        foreach (Match source in Source().Matches(code)) AddSource(source.Groups["source"].Value);
        var wanted = PackageRequest.In(code, options.BaseDirectory, chain.ParseOptions).Except(requests).ToList();
        if (wanted.Count > 0) await InstallAsync(wanted, cell, token).ConfigureAwait(false);
        return Source().Replace(code, "");
    }

    private async Task InstallAsync(List<PackageRequest> wanted, CellContext cell, CancellationToken token)
    {
        foreach (var request in wanted)
            if (requests.FirstOrDefault(r => r.Id.Equals(request.Id, StringComparison.OrdinalIgnoreCase)) is { } earlier)
                throw new CellException("PackageError", $"{request} can't be loaded: {earlier} is loaded already; "
                    + "restart the kernel to change the version.");
        var shown = new DisplayedValue(cell, Guid.NewGuid().ToString("n"), ["text/plain"]);
        var restore = new PackageRestore(requests, wanted, sources, options.RestoreLimit);
        var progress = (string text, bool update) => cell.Display(new MimeBundle("text/plain", text), shown.DisplayId, update);
        progress($"Installing {string.Join(", ", wanted)} …", false);
        var assets = await restore.RunAsync(s => progress($"Installing {string.Join(", ", wanted)} … {s:0} s", true), token)
            .ConfigureAwait(false);
        foreach (var file in assets.Compile) chain.AddReference(file);
        foreach (var file in assets.Runtime) chain.AddLibrary(file);
        requests.AddRange(wanted);
        progress("Installed " + string.Join(", ", wanted.Select(w => $"{w.Id} {assets.Versions.GetValueOrDefault(w.Id)}")), true);
    }

    private void AddSource(string source)
    {
        var path = Path.GetFullPath(Path.Combine(options.BaseDirectory, source));
        sources.Add(source.Contains("://", StringComparison.Ordinal) || !Directory.Exists(path) ? source : path);
    }

    [GeneratedRegex("""^[ \t]*#i[ \t]+"(nuget:)?\s*(?<source>[^"]+?)\s*"[ \t]*$""", RegexOptions.Multiline | RegexOptions.IgnoreCase)]
    private static partial Regex Source();
}
