using System.Text.Json.Nodes;
using GenAI.Kit.Notebook.Runner;

namespace GenAI.Kit.Notebook.Tests.Runner;

public sealed class OutputCollectorTests
{
    private readonly OutputCollector collector = new();
    private JsonArray outputs = [];

    public OutputCollectorTests() => collector.Begin(outputs);

    private void Add(string type, string json) => collector.Add(type, JsonNode.Parse(json)!.AsObject());

    private void Ends(string expected)
    {
        collector.End();
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), outputs), outputs.ToJsonString());
    }

    [Fact]
    public void StreamsOfOneNameAreMerged()
    {
        Add("stream", """{"name":"stdout","text":"a\nb"}""");
        Add("stream", """{"name":"stdout","text":"c\n"}""");
        Add("stream", """{"name":"stderr","text":"e"}""");
        Add("stream", """{"name":"stdout","text":"d"}""");
        Ends("""
            [{"name":"stdout","output_type":"stream","text":["a\n","bc\n"]},
             {"name":"stderr","output_type":"stream","text":["e"]},
             {"name":"stdout","output_type":"stream","text":["d"]}]
            """);
    }

    [Fact]
    public void AHundredThousandPiecesOfAStreamTakeNoTime()
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        for (var i = 0; i < 100_000; i++) Add("stream", """{"name":"stdout","text":"0123456789\n"}""");
        collector.End();
        Assert.Equal(100_000, outputs[0]!["text"]!.AsArray().Count);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 10);
    }

    [Fact]
    public void ADisplayIsUpdatedInPlaceAlsoFromALaterCell()
    {
        Add("display_data", """{"data":{"text/plain":"1"},"metadata":{},"transient":{"display_id":"x"}}""");
        Add("stream", """{"name":"stdout","text":"after"}""");
        Add("update_display_data", """{"data":{"text/plain":"2\n3"},"metadata":{},"transient":{"display_id":"x"}}""");
        Add("update_display_data", """{"data":{"text/plain":"9"},"metadata":{},"transient":{"display_id":"none"}}""");
        Ends("""
            [{"data":{"text/plain":["2\n","3"]},"metadata":{},"output_type":"display_data"},
             {"name":"stdout","output_type":"stream","text":["after"]}]
            """);
        var first = outputs;
        collector.Begin(outputs = []);
        Add("update_display_data", """{"data":{"text/plain":"4"},"metadata":{},"transient":{"display_id":"x"}}""");
        Ends("[]");
        Assert.Equal("""["4"]""", first[0]!["data"]!["text/plain"]!.ToJsonString());
    }

    [Fact]
    public void ResultsErrorsAndJsonKeepTheirForm()
    {
        Add("execute_result", """
            {"execution_count":3,"data":{"application/x+json":{"a":[1]},"image/png":"aGk="},"metadata":{}}
            """);
        Add("error", """{"ename":"E","evalue":"v","traceback":["l1","l2"]}""");
        Ends("""
            [{"data":{"application/x+json":{"a":[1]},"image/png":"aGk="},"execution_count":3,"metadata":{},
              "output_type":"execute_result"},
             {"ename":"E","evalue":"v","traceback":["l1","l2"],"output_type":"error"}]
            """);
    }

    [Theory]
    [InlineData(false, "[]")]
    [InlineData(true, """[{"name":"stdout","output_type":"stream","text":["new"]}]""")]
    public void ClearingForgetsWhatCameBefore(bool more, string expected)
    {
        Add("stream", """{"name":"stdout","text":"old"}""");
        Add("clear_output", """{"wait":true}""");
        Assert.Single(outputs);
        if (more) Add("stream", """{"name":"stdout","text":"new"}""");
        Ends(expected);
    }

    [Fact]
    public void ClearingWithoutWaitIsAtOnce()
    {
        Add("stream", """{"name":"stdout","text":"old"}""");
        Add("clear_output", """{"wait":false}""");
        Assert.Empty(outputs);
    }

    [Fact]
    public void AClearedProgressBarLeavesNothing()
    {
        Add("display_data", """
            {"data":{"application/vnd.genai-kit.progress+json":{"done":1,"total":2},"text/plain":"50 %"},
             "metadata":{},"transient":{"display_id":"p"}}
            """);
        Add("update_display_data", """{"data":{"text/plain":""},"metadata":{},"transient":{"display_id":"p"}}""");
        Add("display_data", """{"data":{},"metadata":{},"transient":{"display_id":"q"}}""");
        Ends("[]");
    }
}
