using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using GenAI.Kit.Contract;

namespace GenAI.Kit.Notebook.Format;

/// <summary>A notebook file (nbformat 4), read and written without loss: its JSON is kept, cells are views.</summary>
public sealed class NotebookDocument
{
    private NotebookDocument(JsonObject root)
    {
        Root = root;
        Cells = [.. root["cells"]!.AsArray().Select(cell => new NotebookCell(cell!.AsObject()))];
    }

    public JsonObject Root { get; }

    public IReadOnlyList<NotebookCell> Cells { get; private set; }

    public IEnumerable<NotebookCell> CodeCells => Cells.Where(cell => cell.IsCode);

    /// <summary>The notebook's own metadata; the kit's part is `genai_kit`.</summary>
    public JsonObject Metadata
    {
        get
        {
            if (Root["metadata"] is not JsonObject metadata) Root["metadata"] = metadata = new JsonObject();
            return metadata;
        }
    }

    /// <summary>Reads a notebook; a `.dib` or a `.csx` becomes one.</summary>
    /// <exception cref="NotebookException">The file is missing, unreadable or no notebook.</exception>
    public static NotebookDocument Load(string path)
    {
        try
        {
            var text = File.ReadAllText(path, new UTF8Encoding(false, throwOnInvalidBytes: true));
            return Path.GetExtension(path).ToLowerInvariant() switch
            {
                ".dib" => DibFile.Parse(text, path),
                ".csx" => DibFile.Script(text),
                _ => Parse(text, path),
            };
        }
        catch (DecoderFallbackException e)
        {
            throw new NotebookException($"{path} is not UTF-8 text: restore it, say with `git restore`.", inner: e);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new NotebookException($"There is no notebook at {path}: check the path.", inner: e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new NotebookException($"{path} can't be read ({e.Message.TrimEnd('.')}).", inner: e);
        }
    }

    /// <param name="text">The file's JSON.</param>
    /// <param name="name">How an error names the file.</param>
    public static NotebookDocument Parse(string text, string name = "notebook")
    {
        text = text.TrimStart('\uFEFF');
        var options = new JsonDocumentOptions { AllowDuplicateProperties = false };
        try
        {
            var root = JsonNode.Parse(text, documentOptions: options);
            NotebookCheck.Check(root, text, name);
            return new NotebookDocument((JsonObject)root!);
        }
        catch (JsonException e)
        {
            throw NotebookCheck.Broken(text, name, e);
        }
    }

    /// <summary>A new C# notebook of the cells given.</summary>
    public static NotebookDocument Create(params IEnumerable<NotebookCell> cells) => new(new JsonObject
    {
        ["cells"] = new JsonArray([.. cells.Select(cell => cell.Node)]),
        ["metadata"] = new JsonObject
        {
            ["kernelspec"] = new JsonObject
            {
                ["display_name"] = "C# (GenAI.Kit)", ["language"] = "C#", ["name"] = "genai-kit",
            },
            ["language_info"] = LanguageInfo.Create(),
        },
        ["nbformat"] = 4,
        ["nbformat_minor"] = 5,
    });

    public NotebookDocument Clone() => new((JsonObject)Root.DeepClone());

    /// <summary>Keeps only the cells chosen, in their order.</summary>
    public void Keep(Func<NotebookCell, bool> chosen)
    {
        Cells = [.. Cells.Where(chosen)];
        var nodes = Root["cells"]!.AsArray();
        nodes.Clear();
        foreach (var cell in Cells) nodes.Add((JsonNode)cell.Node);
    }

    public override string ToString() => JupyterJson.Write(Root);

    /// <summary>Writes the file whole or not at all.</summary>
    /// <exception cref="IOException">It can't be written: what was there is untouched.</exception>
    public void Save(string path) => AtomicFile.Write(path, ToString());
}
