using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using GenAI.Kit.Notebook.Format;

namespace GenAI.Kit.Notebook.Tests.Format;

public sealed class NotebookDocumentTests
{
    // As Jupyter writes it: indent 1, sorted keys, non-ASCII and control characters as Python's json does.
    private const string Jupyter = """
        {
         "cells": [
          {
           "attachments": {
            "image.png": {
             "image/png": "aGk="
            }
           },
           "cell_type": "markdown",
           "id": "a1",
           "metadata": {},
           "source": [
            "# Größe \u001b \\ \"quoted\" 😀 </b>&+\n",
            "![x](attachment:image.png)"
           ]
          },
          {
           "cell_type": "raw",
           "id": "a2",
           "metadata": {
            "format": "text/x-rst",
            "unknown": [
             1.0,
             1e-05,
             12345678901234567890,
             null,
             true
            ]
           },
           "source": "one string\nof two lines"
          },
          {
           "cell_type": "code",
           "execution_count": 3,
           "id": "a3",
           "metadata": {
            "tags": [
             "parameters",
             "cover"
            ]
           },
           "outputs": [
            {
             "data": {
              "application/vnd.x+json": {
               "a": []
              },
              "text/plain": "6"
             },
             "execution_count": 3,
             "metadata": {},
             "output_type": "execute_result",
             "surprise": {}
            }
           ],
           "source": []
          }
         ],
         "metadata": {
          "kernelspec": {
           "name": "genai-kit"
          }
         },
         "nbformat": 4,
         "nbformat_minor": 5
        }

        """;

    [Fact]
    public void AFileOfJupyterComesBackByteForByte() =>
        Assert.Equal(Jupyter, NotebookDocument.Parse(Jupyter).ToString());

    [Fact]
    public void LookingAtCellsChangesNothing()
    {
        var document = NotebookDocument.Parse(Jupyter);
        foreach (var cell in document.Cells) _ = (cell.Source, cell.HasTag("x"), cell.Id, cell.ExecutionCount);
        Assert.Equal(Jupyter, document.ToString());
        Assert.True(document.Cells[2].HasTag("cover"));
        Assert.Equal("one string\nof two lines", document.Cells[1].Source);
        Assert.EndsWith("</b>&+\n![x](attachment:image.png)", document.Cells[0].Source);
    }

    [Fact]
    public void AnySourceSurvivesSettingSavingAndLoading() => Gen.String.Sample(source =>
    {
        if (source.Any(char.IsSurrogate)) return;                    // a lone one is no text
        var cell = NotebookCell.Code("");
        cell.Source = source;
        var again = NotebookDocument.Parse(NotebookDocument.Create(cell).ToString());
        Assert.Equal(source, again.Cells[0].Source);
        Assert.Equal(again.ToString(), NotebookDocument.Parse(again.ToString()).ToString());
    });

    [Fact]
    public void AnyJsonInMetadataSurvives() => AnyJson(3).Sample(json =>
    {
        var text = "{\"cells\":[],\"metadata\":{\"x\":" + json + "},\"nbformat\":4,\"nbformat_minor\":5}";
        var written = NotebookDocument.Parse(text).ToString();
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(text), JsonNode.Parse(written)), json);
        Assert.Equal(written, NotebookDocument.Parse(written).ToString());
    });

    private static Gen<string> AnyJson(int depth)
    {
        var leaf = Gen.OneOf(
            Gen.String[Gen.Char[' ', '\u2fff'], 0, 8].Select(s => JsonSerializer.Serialize(s)),
            Gen.Double.Where(double.IsFinite).Select(d => d.ToString("R", CultureInfo.InvariantCulture)),
            Gen.OneOf("null", "true", "{}", "[]", "1e400", "0.10", "-0"));
        return depth == 0 ? leaf : Gen.OneOf(
            leaf,
            AnyJson(depth - 1).Array[0, 3].Select(items => $"[{string.Join(',', items)}]"),
            AnyJson(depth - 1).Array[0, 3].Select(
                items => "{" + string.Join(',', items.Select((item, i) => $"\"k{9 - i}\":{item}")) + "}"));
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("{\n \"cells\": [\n", "line 3: this is not valid JSON")]
    [InlineData("{\n<<<<<<< HEAD\n}", "line 2: a merge conflict")]
    [InlineData("{\"a\":1,\"a\":2}", "line 1: this is not valid JSON")]
    [InlineData("[]", "has no list `cells`")]
    [InlineData("{\"cells\":[],\"nbformat\":3}", "not of notebook format 4")]
    [InlineData("{\"nbformat\":4,\n\"cells\":[\n{\"cell_type\":\"raw\",\"source\":\"\"},\n{\"source\":[]}]}",
        "line 4: cell 2 has no `cell_type`")]
    [InlineData("{\"nbformat\":4,\"x\":{\"cells\":[]},\"cells\":[{\"cell_type\":\"code\",\"source\":[1]}]}",
        "line 1: cell 1 has no `source`")]
    [InlineData("{\"nbformat\":4,\"cells\":[{\"cell_type\":\"code\",\"source\":\"\",\"outputs\":[{}]}]}",
        "cell 1 has an output without `output_type`")]
    public void ABrokenFileIsToldInOneSentenceWithFileLineAndCure(string text, string expected)
    {
        var error = Assert.Throws<NotebookException>(() => NotebookDocument.Parse(text, "notebooks/1.1-x.ipynb"));
        Assert.Equal(ExitCode.FileTrouble, error.Code);
        Assert.StartsWith("notebooks/1.1-x.ipynb", error.Message);
        Assert.Contains(expected, error.Message);
        Assert.DoesNotContain('\n', error.Message);
        Assert.Matches("`git |mend that line|nbconvert", error.Message);
    }

    [Fact]
    public void AMissingFileSaysSo() => Assert.Contains("There is no notebook at",
        Assert.Throws<NotebookException>(() => NotebookDocument.Load("/nowhere/at/all.ipynb")).Message);

    [Fact]
    public void BytesThatAreNoTextSaySo()
    {
        var path = Path.GetTempFileName();
        File.WriteAllBytes(path, [0x7b, 0xff, 0xfe, 0x7d]);
        Assert.Contains("not UTF-8", Assert.Throws<NotebookException>(() => NotebookDocument.Load(path)).Message);
        File.Delete(path);
    }
}
