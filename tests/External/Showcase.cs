using System.Text.Json.Nodes;
using GenAI.Kit.Notebook.Format;

namespace GenAI.Kit.External;

/// <summary>A notebook with every kind of cell and output.</summary>
internal static class Showcase
{
    private const string Dot =
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=";

    internal static NotebookDocument Build() => NotebookDocument.Create(
        NotebookCell.Markdown("# Every kind\n\nWith $p(x \\mid y)$ in a line.\n\n$$\\int_0^1 x\\,dx = \\tfrac12$$"),
        NotebookCell.Markdown("## Charts"),
        Code("new Figure(\"Loss\").Line(losses);",
            Chart("scatter"), Chart("bar"), Chart("heatmap"), Chart("scatter3d")),
        NotebookCell.Markdown("## Diagrams\n\n```mermaid\ngraph TD\nA[Data] --> B{Model}\nB -- yes --> C\n```"),
        NotebookCell.Markdown("## Outputs\n\n| a | b |\n|---|---|\n| 1 | 2 |"),
        Code($"var line = 1; // {new string('x', 110)}", Output("text/plain", new string('y', 300)),
            Output("text/html", "<table><tr><td>cell</td></tr></table>"), Output("image/png", Dot)),
        NotebookCell.Markdown(
            "## Quiz\n\n<details><summary>Is $a$ it?</summary>\n\nNo: **this** is $b$.\n\n</details>"));

    private static NotebookCell Code(string source, params JsonObject[] outputs)
    {
        var cell = NotebookCell.Code(source);
        cell.Outputs = new JsonArray([.. outputs]);
        return cell;
    }

    private static JsonObject Output(string mime, JsonNode value) => new()
    {
        ["output_type"] = "display_data", ["metadata"] = new JsonObject(),
        ["data"] = new JsonObject { [mime] = value, ["text/plain"] = "what it shows" },
    };

    private static JsonObject Chart(string type)
    {
        JsonArray Numbers() => new(1, 3, 2);
        var trace = new JsonObject
        {
            ["type"] = type, ["x"] = Numbers(), ["y"] = Numbers(),
            ["z"] = type == "heatmap" ? new JsonArray(Numbers(), Numbers(), Numbers()) : Numbers(),
        };
        var layout = new JsonObject { ["title"] = new JsonObject { ["text"] = $"<b>{type} &lt;1&gt;</b>" } };
        var output = Output("application/vnd.plotly.v1+json",
            new JsonObject { ["data"] = new JsonArray(trace), ["layout"] = layout });
        output["data"]!["image/png"] = Dot;
        return output;
    }
}
