using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GenAI.Kit.Notebook.Format;

/// <summary>A number of JSON as Python writes it after reading it, also when a browser had it in between.</summary>
internal static class PythonNumber
{
    /// <summary>1E-05 is 1e-05, 0.10 is 0.1; 1.0 and integers of any length stay.</summary>
    internal static string Of(string json)
    {
        if (json == "-0") return "0";
        var value = double.Parse(json, CultureInfo.InvariantCulture);
        if (!json.AsSpan().ContainsAny('.', 'e', 'E') || !double.IsFinite(value)) return json;
        var (digits, exponent) = Shortest(value);
        var sign = double.IsNegative(value) ? "-" : "";
        if (exponent is >= -4 and < 16) return sign + Plain(digits, exponent);
        var mantissa = digits.Length > 1 ? $"{digits[0]}.{digits[1..]}" : digits;
        return $"{sign}{mantissa}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}";
    }

    /// <summary>Makes every number within one that a save by JupyterLab leaves as it is: JavaScript knows no 1.0.
    /// </summary>
    internal static void InBrowser(JsonNode node)
    {
        if (node is JsonObject map)
            foreach (var (key, value) in map.ToList())
                if (IsNumber(value)) map[key] = OfBrowser(value!);
                else if (value is not null) InBrowser(value);
        if (node is JsonArray list)
            for (var i = 0; i < list.Count; i++)
                if (IsNumber(list[i])) list[i] = OfBrowser(list[i]!);
                else if (list[i] is { } item) InBrowser(item);
    }

    private static bool IsNumber(JsonNode? node) => node?.GetValueKind() == JsonValueKind.Number;

    private static JsonNode? OfBrowser(JsonNode number)
    {
        var json = number.ToJsonString();
        var value = double.Parse(json, CultureInfo.InvariantCulture);
        if (!double.IsFinite(value)) return JsonNode.Parse(json);
        var (digits, exponent) = Shortest(value);
        return JsonNode.Parse(exponent >= 21 || digits.Length > exponent + 1 ? Of(json)
            : (value < 0 ? "-" : "") + digits.PadRight(exponent + 1, '0'));
    }

    private static string Plain(string digits, int exponent) =>
        exponent < 0 ? "0." + new string('0', -exponent - 1) + digits
        : digits.Length <= exponent + 1 ? digits.PadRight(exponent + 1, '0') + ".0"
        : $"{digits[..(exponent + 1)]}.{digits[(exponent + 1)..]}";

    // The fewest digits that give the number again, and the power of ten of the first.
    private static (string Digits, int Exponent) Shortest(double value)
    {
        var parts = Math.Abs(value).ToString("R", CultureInfo.InvariantCulture).Split('E');
        var point = parts[0].IndexOf('.') is >= 0 and var at ? at : parts[0].Length;
        var all = parts[0].Replace(".", "");
        var digits = all.TrimStart('0');
        var power = parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 0;
        var first = point - 1 - (all.Length - digits.Length);
        return digits.Length == 0 ? ("0", 0) : (digits.TrimEnd('0'), first + power);
    }
}
