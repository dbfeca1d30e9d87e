using System.Diagnostics;
using System.Text.Json.Nodes;
using GenAI.Kit.Notebook.Wire;
using NetMQ;
using static GenAI.Kit.Notebook.Tests.Kernel.WireClient;

namespace GenAI.Kit.Notebook.Tests.Kernel;

/// <summary>Requests as clients send them.</summary>
public sealed class ProtocolTests(TestKernel kernel) : IClassFixture<TestKernel>, IDisposable
{
    private readonly WireClient client = kernel.Connect();

    public void Dispose() => client.Dispose();

    [Fact]
    public void Control_runs_no_code()
    {
        var reply = client.Ask("execute_request", WireClient.Code("var onControl = 1;"), client.Control);
        Assert.Equal("error", reply.Content.Text("status"));
        Assert.Contains("belongs on the shell channel", reply.Content.Text("evalue"));
        Assert.Equal("error", client.Run("onControl").Reply.Content.Text("status"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Kernel_info_is_told_on_shell_and_on_control(bool onControl)
    {
        var info = client.Ask("kernel_info_request", on: onControl ? client.Control : client.Shell).Content;
        Assert.Equal(("5.3", "C#"), (info.Text("protocol_version"), info["language_info"]!["name"]!.ToString()));
    }

    [Fact]
    public void Every_request_is_busy_then_idle_and_its_output_lies_between()
    {
        var (reply, published) = client.Run("Console.Write(\"a\"); 1");
        Assert.Equal(
            ["status", "execute_input", "stream", "execute_result", "status"], published.Select(m => m.Type));
        Assert.Equal(["busy", "idle"],
            published.Where(m => m.Type == "status").Select(m => m.Content.Text("execution_state")));
        Assert.Equal("ok", reply.Content.Text("status"));
    }

    [Fact]
    public void Errors_and_the_places_they_point_at_are_red_and_their_text_is_plain_in_the_message()
    {
        var reply = client.Run("var a = missing;").Reply.Content;
        Assert.DoesNotContain('\e', reply.Text("evalue")!);
        var traceback = reply["traceback"]!.AsArray().Select(l => (string)l!).ToList();
        Assert.StartsWith("cell ", traceback[0]);
        Assert.Contains(", column 9: \e[31mCS0103: The name 'missing'", traceback[0]);
        Assert.Equal(["    var a = missing;", "            \e[31m^^^^^^^\e[0m"], traceback.Skip(1).Take(2));
        var thrown = client.Run("throw new Exception(\"x\");").Reply.Content["traceback"]!.AsArray();
        Assert.Equal("\e[31mSystem.Exception: x\e[0m", (string)thrown[0]!);
        Assert.DoesNotContain('\e', (string)thrown[1]!);
    }

    [Fact]
    public void An_unknown_request_is_busy_and_idle_and_has_no_reply()
    {
        Assert.Equal(2, client.Published(client.Send("no_such_request")).Count);
        Assert.Null(client.TryReply(null, TimeSpan.FromMilliseconds(100)));
    }

    /// <summary>Two sockets, so the order on the wire is not ours: a busy machine may take a second.</summary>
    [Fact]
    public void What_a_cell_published_is_sent_before_its_reply()
    {
        for (var i = 0; i < 10; i++)
        {
            var request = client.Send("execute_request", Code($"Console.Write(new string('x', 100000)); {i}"));
            client.Reply();
            HashSet<string> soon = [];
            while (!soon.Contains("execute_result") && client.TryPublished(TimeSpan.FromSeconds(1)) is { } m)
                if (m.Parent.Text("msg_id") == request.Id) soon.Add(m.Type);
            Assert.Superset(new HashSet<string> { "stream", "execute_result" }, soon);
        }
    }

    [Fact]
    public void A_flush_returns_when_all_that_was_queued_is_given_to_the_socket()
    {
        using var receiver = new NetMQ.Sockets.PairSocket("@inproc://flush");
        using var sender = new SocketThread("sender", new NetMQ.Sockets.PairSocket(">inproc://flush"));
        sender.Start();
        while (!receiver.TryReceiveFrameBytes(out _)) { sender.Send([[0]]); sender.Flush(); }
        while (receiver.TryReceiveFrameBytes(out _)) { }
        for (var i = 0; i < 1000; i++) sender.Send([[1], new byte[1000]]);
        sender.Flush();
        for (var i = 0; i < 1000; i++) Assert.Equal(2, receiver.ReceiveMultipartBytes(2).Count);
        Assert.False(receiver.TryReceiveFrameBytes(out _));
    }

    [Theory]
    [InlineData("var x = missing;", "CompileError")]
    [InlineData("Console.Write(1); throw new InvalidOperationException(\"bad\");", "InvalidOperationException")]
    [InlineData("await Task.Run(() => throw new ArgumentException(\"bad\"));", "ArgumentException")]
    [InlineData("#!nonsense", "UnknownMagic")]
    public void A_failure_is_told_once(string code, string name)
    {
        var (reply, published) = client.Run(code);
        var error = Assert.Single(published, m => m.Type == "error");
        Assert.Equal((name, name), (error.Content.Text("ename"), reply.Content.Text("ename")));
        Assert.DoesNotContain(published, m => m.Type == "execute_result");
        Assert.DoesNotContain(published, m => m.Content.Text("name") == "stderr");
    }

    [Fact]
    public void Cells_are_counted_unless_history_is_not_to_be_stored()
    {
        var first = Count(client.Run("1").Reply);
        Assert.Equal(first, Count(client.Run("2", ("store_history", false)).Reply));
        Assert.Equal(first, Count(client.Run("3", ("silent", true)).Reply));
        Assert.Equal(first + 1, Count(client.Run("4").Reply));
    }

    [Fact]
    public void Silent_shows_neither_input_nor_result() =>
        Assert.Equal(["status", "status"], client.Run("1 + 1", ("silent", true)).Published.Select(m => m.Type));

    [Fact]
    public void A_failure_aborts_what_was_queued_behind_it_and_nothing_after()
    {
        foreach (var code in new[] { "throw new Exception();", "var aborted = 1;", "2" })
            client.Send("execute_request", Code(code));
        Assert.Equal(["error", "aborted", "aborted"],
            Enumerable.Range(0, 3).Select(_ => client.Reply().Content.Text("status")).ToList());
        Assert.Equal("ok", client.Run("3").Reply.Content.Text("status"));
        Assert.Equal("error", client.Run("aborted").Reply.Content.Text("status"));
    }

    [Fact]
    public void Without_stop_on_error_the_queue_goes_on()
    {
        client.Send("execute_request", Code("throw new Exception();", ("stop_on_error", false)));
        client.Send("execute_request", Code("2"));
        Assert.Equal(["error", "ok"], new[] { client.Reply(), client.Reply() }.Select(r => r.Content.Text("status")));
    }

    [Fact]
    public void User_expressions_are_evaluated_after_the_cell()
    {
        var expressions = new JsonObject { ["sum"] = "a + 1", ["bad"] = "missing" };
        var reply = client.Run("var a = 1;", ("user_expressions", expressions)).Reply;
        var values = reply.Content["user_expressions"]!;
        Assert.Equal("2", values["sum"]!["data"]!["text/plain"]!.ToString());
        Assert.Equal("error", values["bad"]!["status"]!.ToString());
    }

    [Fact]
    public void Json_goes_as_json_and_updates_name_their_display()
    {
        var (_, published) = client.Run(
            "var d = \"{\\\"a\\\": [1]}\".DisplayAs(\"application/vnd.test+json\"); d.Clear();");
        var display = published.Single(m => m.Type == "display_data").Content;
        Assert.Equal(1, (int)display["data"]!["application/vnd.test+json"]!["a"]![0]!);
        var update = published.Single(m => m.Type == "update_display_data").Content;
        Assert.Equal(display["transient"]!["display_id"]!.ToString(), update["transient"]!["display_id"]!.ToString());
    }

    /// <summary>Each text is the time of its writing; the quickest tells what the kernel adds, on a busy machine too.
    /// </summary>
    [Fact]
    public void Output_streams_within_50_ms_while_the_cell_runs()
    {
        var request = client.Send("execute_request", Code(
            "while (true) { Console.Write(System.Diagnostics.Stopwatch.GetTimestamp()); await Task.Delay(100); }"));
        List<TimeSpan> delays = [];
        while (delays.Count < 20 && client.TryPublished(TimeSpan.FromSeconds(30)) is { } m)
            if (m.Type == "stream") delays.Add(Stopwatch.GetElapsedTime(long.Parse(m.Content.Text("text")!)));
        client.Ask("interrupt_request", on: client.Control);
        Assert.Equal("Interrupted", client.Reply().Content.Text("ename"));
        client.Published(request);
        Assert.InRange(delays.Min(), TimeSpan.Zero, TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public void Completion_counts_code_points()
    {
        var code = Code("var s = \"😀😀\"; s.Len", ("cursor_pos", 19));
        var reply = client.Ask("complete_request", code).Content;
        Assert.Equal((16, 19, "Length"),
            ((int)reply["cursor_start"]!, (int)reply["cursor_end"]!, reply["matches"]![0]!.ToString()));
    }

    [Fact]
    public void Inspection_shows_signature_docs_and_value()
    {
        client.Run("/// <summary>Adds one.</summary>\nint Increment(int n) => n + 1;\nvar answer = 42;");
        Assert.Contains("Adds one.", Inspect("Increment(1", 11));
        Assert.Contains("42", Inspect("answer", 3));
        Assert.Contains("Writes", Inspect("Console.WriteLine", 12));
        Assert.False((bool)client.Ask("inspect_request", Code("   ", ("cursor_pos", 1))).Content["found"]!);
    }

    [Fact]
    public void History_by_tail_range_and_search()
    {
        var line = Count(client.Run("11 + 1").Reply);
        client.Run("11 + 1");
        Assert.Equal(["11 + 1", "11 + 1"], Entries(("hist_access_type", "tail"), ("n", 2)));
        Assert.Equal(["11 + 1"], Entries(("hist_access_type", "range"), ("start", line), ("stop", line + 1)));
        Assert.Equal(["11 + 1"], Entries(("hist_access_type", "search"), ("pattern", "11*"), ("unique", true)));
        var tail = Content(("hist_access_type", "tail"), ("n", 1), ("output", true));
        var pair = client.Ask("history_request", tail).Content["history"]![0]![2]!;
        Assert.Equal(("11 + 1", "12"), (pair[0]!.ToString(), pair[1]!.ToString()));
    }

    [Fact]
    public void An_unknown_comm_is_closed_and_none_is_open()
    {
        var request = client.Send("comm_open", Content(("comm_id", "c1"), ("target_name", "none")));
        Assert.Equal("c1", client.Published(request).Single(m => m.Type == "comm_close").Content.Text("comm_id"));
        Assert.Empty((JsonObject)client.Ask("comm_info_request").Content["comms"]!);
    }

    [Theory]
    [InlineData("1 + 1", "complete", null)]
    [InlineData("int F() {", "incomplete", "    ")]
    [InlineData("var x = ;", "invalid", null)]
    public void Is_complete(string code, string status, string? indent)
    {
        var reply = client.Ask("is_complete_request", Code(code)).Content;
        Assert.Equal((status, indent), (reply.Text("status"), reply.Text("indent")));
    }

    private string Inspect(string code, int cursor) =>
        Text(client.Ask("inspect_request", Code(code, ("cursor_pos", cursor))));

    private List<string> Entries(params (string Name, JsonNode Value)[] request) =>
    [
        .. ((JsonArray)client.Ask("history_request", Content(request)).Content["history"]!)
            .Select(e => e![2]!.ToString()),
    ];

    private static int Count(Message reply) => (int)reply.Content["execution_count"]!;
}
