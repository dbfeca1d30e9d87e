using System.Text.RegularExpressions;
using GenAI.Kit.Notebook.Session.Compiling;
using GenAI.Kit.Notebook.Session.References;
using GenAI.Kit.Notebook.Session.Running;

namespace GenAI.Kit.Notebook.Session.Packages;

/// <summary>The packages of a session: restored before the cell that names them is compiled.</summary>
internal sealed partial class SessionPackages(SessionOptions options, SubmissionChain chain)
{
    private readonly List<PackageRequest> requests = [];
    private readonly List<string> sources = [];
    private readonly Dictionary<string, string> loaded = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Restores what the code asks for and adds it to the references.</summary>
    /// <returns>The code without its <c>#i</c> lines, which the compiler does not know, and the scripts that the
    /// packages bring, to be run before.</returns>
    public async Task<(string Code, IReadOnlyList<string> Scripts)> PrepareAsync(
        string code, CellContext cell, CancellationToken token)
    {
        foreach (Match source in Source().Matches(code)) AddSource(source.Groups["source"].Value);
        var asked = PackageRequest.In(code, options.BaseDirectory, chain.ParseOptions).Except(requests).ToList();
        var wanted = asked.Where(r => IsNew(r, cell))
            .DistinctBy(r => r.Id, StringComparer.OrdinalIgnoreCase).ToList();
        var scripts = wanted.Count > 0 ? await InstallAsync(wanted, cell, token).ConfigureAwait(false) : [];
        return (Source().Replace(code, ""), scripts);
    }

    private async Task<IReadOnlyList<string>> InstallAsync(
        List<PackageRequest> wanted, CellContext cell, CancellationToken token)
    {
        var (id, names) = (Guid.NewGuid().ToString("n"), string.Join(", ", wanted));
        var restore = new PackageRestore(requests, wanted, sources, options.RestoreLimit);
        progress($"Installing {names} …", false);
        PackageAssets assets;
        try
        {
            assets = await restore.RunAsync(s => progress($"Installing {names} … {s:0} s", true), token)
                .ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            progress($"Not installed: {names}", true);
            throw;
        }

        sources.RemoveAll(assets.DeadSources.Contains);
        var extensions = PackageExtensions.Of(assets.Packages.Where(p => !loaded.ContainsKey(p.Id)));
        foreach (var package in assets.Packages) Load(package);
        requests.AddRange(wanted);
        progress(string.Join("\n", [.. wanted.Select(w => Told(w, assets)),
            .. assets.DeadSources.Select(s => $"The source {s} can't be used and was left out"),
            .. extensions.NotRun]), true);
        return extensions.Scripts;

        void progress(string text, bool update) => cell.Display(new MimeBundle("text/plain", text), id, update);
    }

    private void Load(RestoredPackage package)
    {
        foreach (var file in package.Compile)
            if (!PackageExtensions.IsBuiltIn(Path.GetFileNameWithoutExtension(file))) chain.AddReference(file);
        foreach (var file in package.Runtime) chain.AddLibrary(file);
        loaded.TryAdd(package.Id, chain.Instead(package.Compile) ?? package.Version);
    }

    /// <summary>What became of a request: never a version that cells don't get.</summary>
    private string Told(PackageRequest request, PackageAssets assets)
    {
        if (assets[request.Id] is not { } package) return $"Installed {request}";
        if (chain.Instead(package.Compile) is { } used)
            return NotUsed(package.Id, package.Version, used);
        return PackageVersions.Fits(request.Version, package.Version) ? $"Installed {package.Id} {package.Version}"
            : $"Installed {package.Id} {package.Version}: {request.Version} is not to be had";
    }

    private static string NotUsed(string id, string version, string used) =>
        $"{id} {version} is not used: cells get {used}, which was loaded before";

    /// <summary>Whether it must be restored. If another version is loaded: an error if it was asked for, else, since
    /// it came with something, a word.</summary>
    private bool IsNew(PackageRequest request, CellContext cell)
    {
        if (!loaded.TryGetValue(request.Id, out var version)) return true;
        if (PackageVersions.Fits(request.Version, version) || FrameworkReferences.IsFramework(request.Id))
            return false;
        if (!requests.Any(r => r.Id.Equals(request.Id, StringComparison.OrdinalIgnoreCase)))
        {
            cell.Display(new MimeBundle("text/plain", NotUsed(request.Id, request.Version!, version)), null, false);
            return false;
        }
        throw new CellException("PackageError", $"{request} can't be loaded: {request.Id} {version} is loaded "
            + "already; restart the kernel to change the version.");
    }

    private void AddSource(string source)
    {
        var path = Path.GetFullPath(Path.Combine(options.BaseDirectory, source));
        var place = source.Contains("://", StringComparison.Ordinal) || !Directory.Exists(path) ? source : path;
        if (!sources.Contains(place)) sources.Add(place);
    }

    [GeneratedRegex("""(?im)^[ \t]*#i[ \t]+"(nuget:)?\s*(?<source>[^"]+?)\s*"[ \t]*$""")]
    private static partial Regex Source();
}
