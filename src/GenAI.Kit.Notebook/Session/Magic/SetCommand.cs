using System.Text.Json;
using System.Text.RegularExpressions;
using GenAI.Kit.Notebook.Session.Running;
using Microsoft.CodeAnalysis.CSharp;

namespace GenAI.Kit.Notebook.Session.Magic;

/// <summary><c>#!set --name x --value v</c> as the declaration that it stands for.</summary>
internal static partial class SetCommand
{
    public static string Declaration(CellText.Command command, CellRun run)
    {
        var options = Option().Matches(command.Arguments)
            .ToDictionary(m => m.Groups["name"].Value, m => m.Groups["value"].Value.Trim());
        if (!options.TryGetValue("name", out var name) || !options.TryGetValue("value", out var value)
            || !SyntaxFacts.IsValidIdentifier(name))
        {
            throw new CellException("BadMagic",
                $"cell {run.Number}, line {command.Line}: write #!set --name variable --value value.");
        }
        return $"var {name} = {Expression(value, command, run)};";
    }

    private static string Expression(string value, CellText.Command command, CellRun run)
    {
        var (source, rest) = Source().Match(value) is { Success: true } m
            ? (m.Groups["source"].Value, m.Groups["rest"].Value) : ("", value);
        return source.ToLowerInvariant() switch
        {
            "csharp" or "c#" or "cs" => rest,
            "input" => Literal(run.Ask(Unquote(rest), password: false)),
            "password" => Literal(run.Ask(Unquote(rest), password: true)),
            "" => Json(value) ?? Literal(Unquote(value)),
            _ => throw new CellException("BadMagic", $"cell {run.Number}, line {command.Line}: there is no kernel "
                + $"{source} to take {rest} from: #!set takes text, JSON, @csharp:expression, @input:prompt or "
                + "@password:prompt."),
        };
    }

    /// <summary>A number, a truth value or a JSON text; other JSON is parsed when the cell runs.</summary>
    private static string? Json(string value)
    {
        try
        {
            using var json = JsonDocument.Parse(value);
            return json.RootElement.ValueKind switch
            {
                JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value,
                JsonValueKind.String => Literal(json.RootElement.GetString()!),
                JsonValueKind.Null => "(object)null",
                _ => $"System.Text.Json.JsonDocument.Parse({Literal(value)})",
            };
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Literal(string text) => SymbolDisplay.FormatLiteral(text, quote: true);

    private static string Unquote(string text) => text.Trim().Trim('"', '\'');

    [GeneratedRegex(@"--(?<name>name|value)\s+(?<value>.*?)(?=\s+--(name|value|byref|mime-type)\b|$)")]
    private static partial Regex Option();

    [GeneratedRegex(@"^@(?<source>[\w#-]+):(?<rest>.*)$")]
    private static partial Regex Source();
}
