using System.Text.Json;
using System.Text.Json.Nodes;

namespace GenAI.Kit.Notebook.Session;

/// <summary>What a restore found: files to compile against, files to load, natives among them.</summary>
internal sealed record PackageAssets(
    IReadOnlyList<string> Compile, IReadOnlyList<string> Runtime, IReadOnlyDictionary<string, string> Versions)
{
    /// <summary>Reads NuGet's project.assets.json; null if there is none or if files that it names are gone.</summary>
    public static PackageAssets? Read(string path)
    {
        if (!File.Exists(path)) return null;
        try
        {
            var json = JsonNode.Parse(File.ReadAllText(path))!;
            var folders = ((JsonObject)json["packageFolders"]!).Select(f => f.Key).ToList();
            var libraries = (JsonObject)((JsonObject)json["targets"]!).Last().Value!;
            var roots = libraries.ToDictionary(l => l.Key, l => Root(folders, (string?)json["libraries"]?[l.Key]?["path"] ?? ""));
            var assets = new PackageAssets(
                [.. libraries.SelectMany(l => Files(roots[l.Key], l.Value!, "compile"))],
                [.. libraries.SelectMany(l => Files(roots[l.Key], l.Value!, "runtime").Concat(Files(roots[l.Key], l.Value!, "native")))],
                libraries.Select(l => l.Key.Split('/')).ToDictionary(p => p[0], p => p[1], StringComparer.OrdinalIgnoreCase));
            return assets.Compile.Concat(assets.Runtime).All(File.Exists) ? assets : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or InvalidCastException or NullReferenceException)
        {
            return null;
        }
    }

    private static string Root(List<string> folders, string path) =>
        folders.Select(f => Path.Combine(f, path)).FirstOrDefault(Directory.Exists) ?? "";

    private static IEnumerable<string> Files(string root, JsonNode library, string kind) =>
        ((JsonObject?)library[kind] ?? []).Select(f => f.Key)
        .Where(f => !f.EndsWith("_._", StringComparison.Ordinal)).Select(f => Path.GetFullPath(Path.Combine(root, f)));
}
