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
        foreach (var request in wanted) RequireNew(request);
        var (id, names) = (Guid.NewGuid().ToString("n"), string.Join(", ", wanted));
        var restore = new PackageRestore(requests, wanted, sources, options.RestoreLimit);
        progress($"Installing {names} …", false);
        var assets = await restore.RunAsync(s => progress($"Installing {names} … {s:0} s", true), token)
            .ConfigureAwait(false);
        foreach (var file in assets.Compile) chain.AddReference(file);
        foreach (var file in assets.Runtime) chain.AddLibrary(file);
        requests.AddRange(wanted);
        var installed = wanted.Select(w => $"{w.Id} {assets.Versions.GetValueOrDefault(w.Id)}");
        progress("Installed " + string.Join(", ", installed), true);

        void progress(string text, bool update) => cell.Display(new MimeBundle("text/plain", text), id, update);
    }

    private void RequireNew(PackageRequest request)
    {
        var earlier = requests.FirstOrDefault(r => r.Id.Equals(request.Id, StringComparison.OrdinalIgnoreCase));
        if (earlier is not null)
            throw new CellException("PackageError", $"{request} can't be loaded: {earlier} is loaded already; "
                + "restart the kernel to change the version.");
    }

    private void AddSource(string source)
    {
        var path = Path.GetFullPath(Path.Combine(options.BaseDirectory, source));
        sources.Add(source.Contains("://", StringComparison.Ordinal) || !Directory.Exists(path) ? source : path);
    }

    [GeneratedRegex("""(?im)^[ \t]*#i[ \t]+"(nuget:)?\s*(?<source>[^"]+?)\s*"[ \t]*$""")]
    private static partial Regex Source();
}
