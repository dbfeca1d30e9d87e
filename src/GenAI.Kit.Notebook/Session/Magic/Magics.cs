using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using GenAI.Kit.Notebook.Format;
using GenAI.Kit.Notebook.Session.Running;

namespace GenAI.Kit.Notebook.Session.Magic;

/// <summary>The magic commands: <c>#!name</c> on a line of its own.</summary>
internal sealed class Magics(CSharpSession session)
{
    private static readonly (string Name, string Help)[] Known =
    [
        ("about", "the versions of what runs here"),
        ("csharp", "what follows is C#"),
        ("html", "what follows is shown as HTML"),
        ("import", "runs a notebook or a script: .ipynb, .dib, .cs, .csx"),
        ("lsmagic", "this list"),
        ("markdown", "what follows is shown as Markdown"),
        ("mermaid", "what follows is shown as a Mermaid diagram"),
        ("set", "--name x --value v declares a variable; v may be text, JSON, "
            + "@csharp:expression, @input:prompt or @password:prompt"),
        ("time", "shows how long the cell took"),
        ("who", "the names of the variables"),
        ("whos", "the variables with type and value"),
    ];

    public static IEnumerable<string> Names => Known.Select(m => m.Name);

    public async Task RunAsync(CellText.Command command, CellRun run)
    {
        switch (command.Name.ToLowerInvariant())
        {
            case "about": run.Show("text/plain", About()); break;
            case "import": await ImportAsync(command, run).ConfigureAwait(false); break;
            case "lsmagic": run.Show("text/plain", All()); break;
            case "set": await run.ExecuteAsync(SetCommand.Declaration(command, run)).ConfigureAwait(false); break;
            case "time": run.Clock = Stopwatch.StartNew(); break;
            case "who": run.Show("text/plain", string.Join(", ", session.Variables.Select(v => v.Name))); break;
            case "whos": run.Show(VariableTable.Of(session.Variables)); break;
            default: throw Unknown(command, run);
        }
    }

    private static CellException Unknown(CellText.Command command, CellRun run) => new(
        "UnknownMagic", $"cell {run.Number}, line {command.Line}: "
        + (CellLanguage.RefusalOfMagic(command.Name.ToLowerInvariant()) is { } refusal ? refusal + "."
            : $"there is no magic command #!{command.Name}; "
            + $"there are {string.Join(", ", Names.Select(n => "#!" + n))}."));

    private async Task ImportAsync(CellText.Command command, CellRun run)
    {
        var path = Path.GetFullPath(Path.Combine(session.Options.BaseDirectory, command.Arguments.Trim('"')));
        if (run.Imports.Contains(path))
            throw new CellException("ImportError", $"cell {run.Number}, line {command.Line}: {path} imports itself.");
        try
        {
            foreach (var code in ImportedFile.Cells(path))
                await run.ExecuteAsync(code, show: true, path).ConfigureAwait(false);
        }
        catch (Exception e)
            when (e is IOException or UnauthorizedAccessException or NotebookException or NotSupportedException)
        {
            throw new CellException("ImportError",
                $"cell {run.Number}, line {command.Line}: {path} can't be imported: {e.Message}");
        }
    }

    private static string All() => string.Join("\n", Known.Select(m => $"#!{m.Name,-9} {m.Help}"));

    private string About() => string.Join("\n",
        $"GenAI.Kit {typeof(Magics).Assembly.GetName().Version!.ToString(3)}: "
        + $"C# {session.LanguageVersion} kernel for Jupyter",
        $".NET {Environment.Version} on {RuntimeInformation.OSDescription}, {RuntimeInformation.RuntimeIdentifier}, "
        + $"{Environment.ProcessorCount} processors",
        $"process {Environment.ProcessId}, {Environment.WorkingSet >> 20} MiB, "
        + $"folder {session.Options.BaseDirectory}");
}
