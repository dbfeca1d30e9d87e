using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.DotNet.Interactive.Documents;

namespace GenAI.Kit.Notebook.Format;

/// <summary>A `.dib` file of Polyglot Notebooks as a notebook: each cell's language in its metadata, as VS Code
/// writes it.</summary>
internal static partial class DibFile
{
    /// <exception cref="NotebookException">Its `#!meta` part is no JSON, or names one kernel twice.</exception>
    internal static NotebookDocument Parse(string text, string name)
    {
        try
        {
            var plain = text.TrimStart('\uFEFF').ReplaceLineEndings("\n");
            var document = CodeSubmission.Parse(plain, Kernels(Declared(plain)));
            var notebook = NotebookDocument.Create(document.Elements.Select(Cell));
            if (Meta(new(document.Metadata)) is { } kernels) notebook.Metadata["polyglot_notebook"] = kernels;
            return notebook;
        }
        catch (JsonException e)
        {
            throw new NotebookException($"{name}: what stands below #!meta is no JSON ({e.Message.TrimEnd('.')}): "
                + "mend it, or remove that part.", inner: e);
        }
        catch (ArgumentException e) when (e is not ArgumentNullException)
        {
            throw new NotebookException($"{name}: what stands below #!meta names a kernel twice "
                + $"({e.Message.TrimEnd('.')}): mend it, or remove that part.", inner: e);
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

    // What a file names must be known, or its cell would belong to the one above. A name that the file gives to a
    // kernel of its own is that kernel's.
    private static KernelInfoCollection Kernels(ILookup<string, string> declared)
    {
        var kernels = new KernelInfoCollection { DefaultKernelName = CellLanguage.CSharp.Id };
        bool IsOthers(string name, string id) => declared[name].Any(owner => owner != id);
        foreach (var (language, aliases) in CellLanguage.Known)
            if (!IsOthers(language.Id, language.Id))
                kernels.Add(new KernelInfo(language.Id, language.Name,
                    [.. aliases.Append(language.Name).Where(alias => !IsOthers(alias, language.Id))]));  // #!c#, #!C#
        return kernels;
    }

    // By each name and alias below #!meta, the kernel that it belongs to.
    private static ILookup<string, string> Declared(string text)
    {
        var match = MetaPart().Match(text);
        var items = match.Success && JsonNode.Parse(match.Groups[1].Value)?["kernelInfo"]?["items"] is JsonArray array
            ? array.OfType<JsonObject>() : [];
        return items.SelectMany(item => Strings(item["aliases"]).Concat(Strings(item["name"]))
                .Select(name => (Name: name, Owner: Strings(item["name"]).FirstOrDefault(""))))
            .ToLookup(pair => pair.Name, pair => pair.Owner, StringComparer.OrdinalIgnoreCase);
    }

    private static IEnumerable<string> Strings(JsonNode? node) => node switch
    {
        JsonArray many => many.SelectMany(Strings),
        JsonValue value when value.TryGetValue<string>(out var text) => [text],
        _ => [],
    };

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

    [GeneratedRegex(@"^#!meta[ \t]*\n(.*?)(?=^#!|\z)", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex MetaPart();
}
