using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using GenAI.Kit.Contract;

namespace GenAI.Kit.Notebook.Session.Packages;

/// <summary>Restores packages by <c>dotnet restore</c> of a generated project, in a process of its own.</summary>
/// <remarks>The project stays in the user's cache folder, named by what was asked: a fixed version is looked up once,
/// and the newest one of last time serves while there is no network.</remarks>
internal sealed partial class PackageRestore(
    IReadOnlyList<PackageRequest> earlier, IReadOnlyList<PackageRequest> wanted, IReadOnlyList<string> sources,
    TimeSpan limit)
{
    private readonly IReadOnlyList<PackageRequest> requests = [.. earlier, .. wanted];
    private readonly string folder = Path.Combine(CacheRoot(), Hash(Project([.. earlier, .. wanted], sources)));

    /// <summary>Without sources that can't be reached, if the packages are to be had elsewhere.</summary>
    /// <param name="progress">Called each second with the seconds so far.</param>
    /// <exception cref="CellException">A package can't be had; says which and why.</exception>
    public async Task<PackageAssets> RunAsync(Action<double> progress, CancellationToken token)
    {
        var (found, output) = await TryAsync(progress, token).ConfigureAwait(false);
        if (found is not null) return found;
        var dead = DeadSource().IsMatch(output)
            ? sources.Where(s => output.Contains(s.TrimEnd('/'), StringComparison.OrdinalIgnoreCase)).ToList() : [];
        if (dead.Count == 0) throw new CellException("PackageError", [.. Explain(output)]);
        var others = new PackageRestore(earlier, wanted, [.. sources.Except(dead)], limit);
        var rest = await others.RunAsync(progress, token).ConfigureAwait(false);
        return rest with { DeadSources = [.. dead, .. rest.DeadSources] };
    }

    private async Task<(PackageAssets? Found, string Output)> TryAsync(
        Action<double> progress, CancellationToken token)
    {
        var assets = Path.Combine(folder, "obj", "project.assets.json");
        if (PackageAssets.Read(assets) is { } already && !requests.Any(r => r.Floats)) return (already, "");
        Directory.CreateDirectory(folder);
        using var one = await FolderLock.TakeAsync(folder, limit, token).ConfigureAwait(false);
        var known = PackageAssets.Read(assets);
        if (known is not null && !requests.Any(r => r.Floats)) return (known, "");
        var project = Path.Combine(folder, "packages.csproj");
        await File.WriteAllTextAsync(project, Project(requests, sources), token).ConfigureAwait(false);
        var output = await DotnetAsync(progress, token).ConfigureAwait(false);
        if (output is null && PackageAssets.Read(assets) is { } found) return (found, "");
        return (known, output ?? "The restore left no result.");
    }

    /// <returns>Null when all went well, else what the restore said.</returns>
    private async Task<string?> DotnetAsync(Action<double> progress, CancellationToken token)
    {
        using var process = new Process { StartInfo = StartInfo() };
        process.Start();
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            var clock = Stopwatch.StartNew();
            var exit = process.WaitForExitAsync(token);
            while (await Task.WhenAny(exit, Task.Delay(1000, token)).ConfigureAwait(false) != exit)
            {
                token.ThrowIfCancellationRequested();
                if (clock.Elapsed > limit) throw TooLong();
                progress(clock.Elapsed.TotalSeconds);
            }
            return process.ExitCode == 0
                ? null : await output.ConfigureAwait(false) + await errors.ConfigureAwait(false);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    private ProcessStartInfo StartInfo()
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            ArgumentList = { "restore", "packages.csproj", "--nologo", "-v", "quiet" },
            WorkingDirectory = folder,
            RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true,
        };
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        return start;
    }

    private CellException TooLong() => new("PackageError",
        $"Installing {string.Join(", ", wanted)} took longer than {limit.TotalSeconds:0} s and was stopped.");

    private IEnumerable<string> Explain(string output)
    {
        var errors = Error().Matches(output).Select(m => m.Groups["text"].Value.Trim()).Distinct().ToList();
        if (errors.Count == 0) errors = [.. output.Trim().Split('\n').TakeLast(5)];
        yield return $"{string.Join(", ", wanted)} can't be installed: {errors[0]}";
        foreach (var line in errors.Skip(1)) yield return line;
    }

    private static string Project(IReadOnlyList<PackageRequest> requests, IReadOnlyList<string> sources) => $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <TargetFramework>net{Environment.Version.Major}.0</TargetFramework>
            <RuntimeIdentifier>{RuntimeInformation.RuntimeIdentifier}</RuntimeIdentifier>
            <SelfContained>false</SelfContained>
            <ImportDirectoryBuildProps>false</ImportDirectoryBuildProps>
            <ImportDirectoryPackagesProps>false</ImportDirectoryPackagesProps>
            <NuGetAudit>false</NuGetAudit>
            <RestoreAdditionalProjectSources>{Xml(string.Join(";", sources))}</RestoreAdditionalProjectSources>
          </PropertyGroup>
          <ItemGroup>
        {string.Join("\n", requests.Select(Reference))}
          </ItemGroup>
        </Project>
        """;

    private static string Reference(PackageRequest request) =>
        $"    <PackageReference Include=\"{Xml(request.Id)}\" Version=\"{Xml(request.Version ?? "*")}\" />";

    private static string Xml(string text) => SecurityElement.Escape(text);

    private static string Hash(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..24];

    private static string CacheRoot() => Path.Combine(UserFolders.Cache, "packages");

    // not to be reached, not allowed, not speaking NuGet's language
    [GeneratedRegex(@"error NU13\d\d")]
    private static partial Regex DeadSource();

    [GeneratedRegex(@"error (?<text>NU\d+:[^\n]*?)(\s\[[^\]]*\])?\s*$", RegexOptions.Multiline)]
    private static partial Regex Error();
}
