using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using GenAI.Kit.Contract;
using GenAI.Kit.Notebook.Format;

namespace GenAI.Kit.Notebook.Kernel.Install;

/// <summary>A kernelspec: how Jupyter starts a kernel. It is a folder with a kernel.json.</summary>
/// <param name="Folder">Its name is the kernel's name.</param>
public sealed record KernelSpec(string Folder, JsonObject Json)
{
    private const string Mark = "genai_kit";
    private static readonly JsonSerializerOptions Writing = new()
    {
        WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public string Name => Path.GetFileName(Folder);

    public string DisplayName => Json["display_name"]?.ToString() ?? Name;

    public string Language => Json["language"]?.ToString() ?? "";

    public IReadOnlyList<string> Arguments => [.. (Json["argv"] as JsonArray ?? []).Select(a => a?.ToString() ?? "")];

    /// <summary>The file that is run, in a kernelspec of this kit.</summary>
    public string Program => Arguments is [_, "exec", var dll, ..] ? dll : "";

    /// <summary>Whether this kit wrote it.</summary>
    public bool IsOurs => Json["metadata"]?[Mark] is not null;

    /// <summary>The first file or folder that the arguments name and that is gone; null if all are there.</summary>
    public string? Missing => Arguments.FirstOrDefault(a => Path.IsPathFullyQualified(a) && !Path.Exists(a));

    /// <summary>A kernelspec of this kit: absolute paths, the connection file as an argument of its own.</summary>
    public static KernelSpec Create(
        string folder, string displayName, IEnumerable<string> command, string kit,
        IReadOnlyDictionary<string, string> environment) =>
        new(folder, new JsonObject
        {
            ["argv"] = new JsonArray(
                [.. command.Concat(["{connection_file}", "--kit", kit]).Select(a => (JsonNode)a)]),
            ["display_name"] = displayName,
            ["language"] = "C#",
            ["interrupt_mode"] = "message",
            ["env"] = new JsonObject(environment.Select(e => KeyValuePair.Create(e.Key, (JsonNode?)e.Value))),
            ["metadata"] = new JsonObject { [Mark] = new JsonObject { ["kit"] = kit } },
        });

    /// <returns>Null if the folder holds no readable kernelspec.</returns>
    public static KernelSpec? Read(string folder)
    {
        try
        {
            var json = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "kernel.json"))) as JsonObject;
            return json is null ? null : new(folder, json);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Writes it whole or not at all.</summary>
    /// <exception cref="NotebookException">The folder can't be written.</exception>
    public void Write() => AtomicFile.Write(Path.Combine(Folder, "kernel.json"), Json.ToJsonString(Writing) + "\n");
}
