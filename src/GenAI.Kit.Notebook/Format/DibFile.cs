using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.DotNet.Interactive.Documents;

namespace GenAI.Kit.Notebook.Format;

/// <summary>A `.dib` file of Polyglot Notebooks as a notebook: each cell's language in its metadata, as VS Code
/// writes it.</summary>
internal static class DibFile
{
    /// <exception cref="NotebookException">Its `#!meta` part is no JSON.</exception>
    internal static NotebookDocument Parse(string text, string name)
    {
        try
        {
            var document = CodeSubmission.Parse(text.TrimStart('\uFEFF').ReplaceLineEndings("\n"), Kernels());
            var notebook = NotebookDocument.Create(document.Elements.Select(Cell));
            if (Meta(new(document.Metadata)) is { } kernels) notebook.Metadata["polyglot_notebook"] = kernels;
            return notebook;
        }
        catch (JsonException e)
        {
            throw new NotebookException($"{name}: what stands below #!meta is no JSON ({e.Message.TrimEnd('.')}): "
                + "mend it, or remove that part.", inner: e);
        }
    }

    /// <summary>A script as a notebook of one cell.</summary>
    internal static NotebookDocument Script(string text)
    {
        var cell = NotebookCell.Code(text.TrimStart('\uFEFF').ReplaceLineEndings("\n"));
        cell.Node["id"] = "cell-1";
        return NotebookDocument.Create(cell);
    }

    private static NotebookCell Cell(InteractiveDocumentElement element, int at)
    {
        var cell = element.KernelName == "markdown"
            ? NotebookCell.Markdown(element.Contents) : NotebookCell.Code(element.Contents);
        cell.Node["id"] = $"cell-{at + 1}";                       // the same in every run
        if (cell.IsCode) cell.Metadata["polyglot_notebook"] = new JsonObject { ["kernelName"] = element.KernelName };
        return cell;
    }

    // What a file names must be known, or its cell would belong to the one above.
    private static KernelInfoCollection Kernels()
    {
        var kernels = new KernelInfoCollection { DefaultKernelName = CellLanguage.CSharp.Id };
        foreach (var (language, aliases) in CellLanguage.Known)
            kernels.Add(new KernelInfo(language.Id, language.Name, [.. aliases, language.Name]));     // #!c# and #!C#
        return kernels;
    }

    private static JsonObject? Meta(Dictionary<string, object> metadata)
    {
        if (metadata.GetValueOrDefault("kernelInfo") is not KernelInfoCollection kernels) return null;
        var items = kernels.Select(kernel => (JsonNode)new JsonObject
            { ["languageName"] = kernel.LanguageName, ["name"] = kernel.Name });
        return new JsonObject
        {
            ["kernelInfo"] = new JsonObject
                { ["defaultKernelName"] = kernels.DefaultKernelName, ["items"] = new JsonArray([.. items]) },
        };
    }
}
