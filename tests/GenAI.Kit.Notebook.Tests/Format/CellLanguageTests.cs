using System.Text.Json.Nodes;
using GenAI.Kit.Notebook.Format;

namespace GenAI.Kit.Notebook.Tests.Format;

public sealed class CellLanguageTests
{
    private const string Vscode = """{"kernelspec":{"language":"C#"},"language_info":{"name":"x"}}""";

    private static NotebookDocument Notebook(string metadata, string cell = "{}", string source = "x") =>
        NotebookDocument.Parse(new JsonObject
        {
            ["nbformat"] = 4, ["nbformat_minor"] = 4, ["metadata"] = JsonNode.Parse(metadata),
            ["cells"] = new JsonArray(new JsonObject
            {
                ["cell_type"] = "code", ["source"] = source, ["metadata"] = JsonNode.Parse(cell),
            }),
        }.ToJsonString());

    [Theory]
    [InlineData("C#", "{}")]
    [InlineData("C#", Vscode)]
    [InlineData("C#", """{"kernelspec":{"name":"genai-kit"},"language_info":{"name":"C#"}}""")]
    [InlineData("C#", """{"kernelspec":{"language":"C#"},"language_info":{"name":"polyglot-notebook"}}""")]
    [InlineData("C#", """{"kernelspec":7,"language_info":[]}""")]
    [InlineData("Python", """{"kernelspec":{"name":"python3","language":"python"}}""")]
    [InlineData("Python", """{"kernelspec":{"name":"python3","display_name":"Python 3"}}""")]
    [InlineData("Python", """{"language_info":{"name":"python"}}""")]
    [InlineData("F#", """{"kernelspec":{"name":".net-fsharp","language":"F#"},"language_info":{"name":"F#"}}""")]
    [InlineData("PowerShell", """{"kernelspec":{"name":".net-powershell"}}""")]
    [InlineData("R", """{"kernelspec":{"name":"ir","language":"R"}}""")]
    [InlineData("Julia", """{"kernelspec":{"name":"julia-1.9"}}""")]
    [InlineData("haskell", """{"kernelspec":{"name":"ihaskell","language":"haskell"}}""")]
    [InlineData("F#", """
        {"kernelspec":{"language":"C#"},"polyglot_notebook":{"kernelInfo":{"defaultKernelName":"fsharp","items":[]}}}
        """)]
    [InlineData("F#", """{"kernelspec":{"language":"C#"},"dotnet_interactive":{"defaultKernelName":"fsharp"}}""")]
    public void A_notebook_says_its_language(string name, string metadata) =>
        Assert.Equal(name, CellLanguage.Of(Notebook(metadata)).Name);

    [Theory]
    [InlineData("F#", """{"polyglot_notebook":{"kernelName":"fsharp"},"dotnet_interactive":{"language":"csharp"}}""")]
    [InlineData("F#", """{"dotnet_interactive":{"language":"fsharp"}}""")]
    [InlineData("F#", """{"vscode":{"languageId":"fsharp"}}""")]
    [InlineData("F#", """{"vscode":{"languageId":"dotnet-interactive.fsharp"}}""")]
    [InlineData("F#", """{"vscode":{"languageId":"polyglot-notebook"},"dotnet_interactive":{"language":"fsharp"}}""")]
    [InlineData("C#", """{"polyglot_notebook":{"kernelName":"csharp"},"vscode":{"languageId":"fsharp"}}""")]
    [InlineData("C#", """{"polyglot_notebook":{"kernelName":".NET"}}""")]
    [InlineData("C#", """{"polyglot_notebook":{"kernelName":3},"vscode":"x","dotnet_interactive":null}""")]
    [InlineData("PowerShell", """{"vscode":{"languageId":"powershell"}}""")]
    [InlineData("HTML", """{"polyglot_notebook":{"kernelName":"html"}}""")]
    [InlineData("Mermaid", """{"polyglot_notebook":{"kernelName":"mermaid"}}""")]
    [InlineData("SQL", """{"polyglot_notebook":{"kernelName":"sql-adventureworks"}}""")]
    [InlineData("SQL", """{"language":"sql"}""")]
    [InlineData("Python", """{"polyglot_notebook":{"kernelName":"mine"}}""")]
    public void A_cell_says_its_language(string name, string cell)
    {
        const string kernels = """
            {"kernelspec":{"language":"C#"},
             "polyglot_notebook":{"kernelInfo":{"items":[{"name":"mine","languageName":"python"},{"name":4}]}}}
            """;
        var notebook = Notebook(kernels, cell);
        Assert.Equal(name, CellLanguage.Of(notebook.Cells[0], notebook).Name);
    }

    [Theory]
    [InlineData("F#", "\n  #!fsharp\nlet x = 1")]
    [InlineData("C#", "#!csharp\n1")]
    [InlineData("F#", "#!f# \n1")]
    [InlineData("HTML", "#!time\n1")]
    public void The_first_line_counts_before_the_metadata(string name, string source)
    {
        var notebook = Notebook(Vscode, """{"polyglot_notebook":{"kernelName":"html"}}""", source);
        Assert.Equal(name, CellLanguage.Of(notebook.Cells[0], notebook).Name);
    }

    [Theory]
    [InlineData("fsharp", "this cell is F#: this kernel runs C# only")]
    [InlineData("sql-db", "this cell is SQL: this kernel runs C# only")]
    [InlineData("share", "#!share passes values between kernels: this kernel runs C# only")]
    [InlineData("html", null)]
    [InlineData("csharp", null)]
    [InlineData("time", null)]
    public void A_magic_of_another_language_is_refused_in_one_sentence(string magic, string? sentence) =>
        Assert.Equal(sentence, CellLanguage.RefusalOfMagic(magic));
}
