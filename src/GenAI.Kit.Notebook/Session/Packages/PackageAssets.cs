using System.Text.Json;
using System.Text.Json.Nodes;

namespace GenAI.Kit.Notebook.Session.Packages;

/// <summary>One package of a restore: files to compile against, files to load, natives among them.</summary>
internal sealed record RestoredPackage(
    string Id, string Version, string Folder, IReadOnlyList<string> Compile, IReadOnlyList<string> Runtime);

/// <summary>What a restore found.</summary>
/// <param name="DeadSources">Those that can't be used, and were left out.</param>
internal sealed record PackageAssets(IReadOnlyList<RestoredPackage> Packages, IReadOnlyList<string> DeadSources)
{
    public RestoredPackage? this[string id] =>
        Packages.FirstOrDefault(p => p.Id.Equals(id, StringComparison.OrdinalIgnoreCase));

    /// <summary>Reads NuGet's project.assets.json; null if there is none, if it tells of a restore that
    /// failed, or if what it names is gone.</summary>
    public static PackageAssets? Read(string path)
    {
        if (!File.Exists(path)) return null;
        try
        {
            var json = JsonNode.Parse(File.ReadAllText(path))!;
            if (json["logs"] is JsonArray logs && logs.Any(l => (string?)l?["level"] == "Error")) return null;
            var folders = ((JsonObject)json["packageFolders"]!).Select(f => f.Key).ToList();
            var libraries = (JsonObject)((JsonObject)json["targets"]!).Last().Value!;
            List<RestoredPackage> packages =
            [
                .. libraries.Select(l => Package(
                    l.Key.Split('/'), Root(folders, (string?)json["libraries"]?[l.Key]?["path"] ?? ""), l.Value!)),
            ];
            return packages.All(p => p.Compile.Concat(p.Runtime).All(File.Exists)) ? new(packages, []) : null;
        }
        catch (Exception e) when (e is IOException or JsonException or InvalidOperationException
            or InvalidCastException or NullReferenceException)
        {
            return null;
        }
    }

    private static RestoredPackage Package(string[] name, string root, JsonNode library) => new(
        name[0], name[1], root, Files(root, library, "compile"),
        [.. Files(root, library, "runtime"), .. Files(root, library, "native")]);

    private static string Root(List<string> folders, string path) =>
        folders.Select(f => Path.Combine(f, path)).FirstOrDefault(Directory.Exists) ?? "";

    private static List<string> Files(string root, JsonNode library, string kind) =>
    [
        .. ((JsonObject?)library[kind] ?? []).Select(f => f.Key)
            .Where(f => !f.EndsWith("_._", StringComparison.Ordinal))
            .Select(f => Path.GetFullPath(Path.Combine(root, f))),
    ];
}
