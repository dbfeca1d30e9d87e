using System.Text.Json.Nodes;
using GenAI.Kit.Notebook.Format;
using GenAI.Kit.Notebook.Runner;
using GenAI.Kit.Notebook.Sources;

namespace GenAI.Kit.Cli;

/// <summary>The kit's part of a notebook's metadata: which code made the outputs, in which mode, in what
/// time.</summary>
internal static class RunStamp
{
    private const string Key = "genai_kit";

    // Measured once a run, after it: the machine is warm and its neighbours are those that the lesson had.
    private static readonly Lazy<MachineClock> Clock = new(() => MachineClock.Measure(KernelEnvironment.Threads));

    public static void Write(
        NotebookDocument notebook, Lesson? lesson, string? root, string? mode, RunResult result, bool measured)
    {
        var stamp = Stamp(notebook);
        if (lesson != null) notebook.Metadata["language_info"] = LanguageInfo.Create();
        if (lesson != null) stamp["lesson"] = lesson.Number;
        if (measured && mode != null && result.Code == ExitCode.Fine) SetMinutes(notebook, mode, result.Seconds);
        if (lesson != null && Hash(notebook, lesson, root) is { } hash) stamp["hash"] = hash;
        stamp.Remove("carried");
        stamp["mode"] = mode;
        stamp["seconds"] = Math.Round(result.Seconds, 1);
        stamp["threads"] = KernelEnvironment.Threads;
    }

    /// <summary>Says of a lesson's outputs that the code as it is now would make the same, and why one can
    /// know.</summary>
    /// <returns>False where they are current already.</returns>
    public static bool Carry(NotebookDocument notebook, Lesson lesson, string root, string because)
    {
        var (stamp, hash) = (Stamp(notebook), Hash(notebook, lesson, root));
        if ((string?)stamp["hash"] == hash) return false;
        if (stamp["carried"] is not JsonArray carried) Insert(stamp, "carried", carried = []);
        carried.Add(CarryCommand.Said(because, (string?)stamp["hash"] ?? "no hash"));
        stamp["hash"] = hash;
        return true;
    }

    private static string? Hash(NotebookDocument notebook, Lesson lesson, string? root)
    {
        var sources = Path.Combine(root ?? "", "src");
        return !Directory.Exists(sources) ? null : new CodeHash(new KitSources(sources))
            .OfNotebook(notebook, Path.GetDirectoryName(lesson.Path)!);
    }

    /// <summary>Notes the minutes of one mode, as the reference machine would take them.</summary>
    public static void SetMinutes(NotebookDocument notebook, string mode, double seconds)
    {
        var stamp = Stamp(notebook);
        if (stamp["minutes"] is not JsonObject minutes) stamp["minutes"] = minutes = [];
        minutes[mode] = Math.Round(seconds / 60 / Clock.Value.Slower, 3);
    }

    /// <summary>The minutes of each mode that a notebook states.</summary>
    public static double? Minutes(NotebookDocument notebook, string mode) =>
        notebook.Metadata[Key]?["minutes"]?[mode] is JsonValue value && value.TryGetValue<double>(out var minutes)
            ? minutes
            : null;

    private static JsonObject Stamp(NotebookDocument notebook)
    {
        if (notebook.Metadata[Key] is not JsonObject stamp) Insert(notebook.Metadata, Key, stamp = []);
        return stamp;
    }

    // Jupyter sorts the keys when it saves: a new one goes where it would put it.
    private static void Insert(JsonObject map, string key, JsonNode value) =>
        map.Insert(map.Count(entry => string.CompareOrdinal(entry.Key, key) < 0), key, value);
}
