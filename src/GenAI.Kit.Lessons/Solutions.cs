using GenAI.Kit.Data;
using System.Text.Json;

namespace GenAI.Kit.Lessons;

/// <summary>Solutions stand in the lesson itself, in the metadata of the exercise's cell: one place, tested as
/// cells.</summary>
internal static class Solutions
{
    public static string Find(string id)
    {
        var lesson = id[..id.LastIndexOf('.')];
        var folder = Path.Combine(KitFolder.Find(), "notebooks");
        foreach (var file in Directory.EnumerateFiles(folder, $"{lesson}-*.ipynb"))
        {
            using var notebook = JsonDocument.Parse(File.ReadAllText(file));
            foreach (var cell in notebook.RootElement.GetProperty("cells").EnumerateArray())
                if (Of(cell, id) is { } solution)
                    return solution;
        }
        throw new FileNotFoundException($"No lesson in {folder} has a solution for exercise {id}.");
    }

    private static string? Of(JsonElement cell, string id) =>
        cell.GetProperty("metadata").TryGetProperty("genai_kit", out var kit)
        && kit.TryGetProperty("exercise", out var exercise)
        && exercise.GetString() == id
            ? kit.GetProperty("solution").GetString()
            : null;
}
