using System.Text.Json;
using System.Text.Json.Nodes;

namespace GenAI.Kit.Notebook.Session;

/// <summary>What a restore found: files to compile against, files to load, natives among them.</summary>
internal sealed record PackageAssets(
    IReadOnlyList<string> Compile, IReadOnlyList<string> Runtime, IReadOnlyDictionary<string, string> Versions)
{
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
            List<string> All(string kind) =>
            [
                .. libraries.SelectMany(l => Files(
                    Root(folders, (string?)json["libraries"]?[l.Key]?["path"] ?? ""), l.Value!, kind)),
            ];
            var versions = libraries.Select(l => l.Key.Split('/'))
                .ToDictionary(p => p[0], p => p[1], StringComparer.OrdinalIgnoreCase);
            var assets = new PackageAssets(All("compile"), [.. All("runtime"), .. All("native")], versions);
            return assets.Compile.Concat(assets.Runtime).All(File.Exists) ? assets : null;
        }
        catch (Exception e) when (e
            is JsonException or InvalidOperationException or InvalidCastException or NullReferenceException)
        {
            return null;
        }
    }

    private static string Root(List<string> folders, string path) =>
        folders.Select(f => Path.Combine(f, path)).FirstOrDefault(Directory.Exists) ?? "";

    private static IEnumerable<string> Files(string root, JsonNode library, string kind) =>
        ((JsonObject?)library[kind] ?? []).Select(f => f.Key)
        .Where(f => !f.EndsWith("_._", StringComparison.Ordinal))
        .Select(f => Path.GetFullPath(Path.Combine(root, f)));
}
