using System.Diagnostics;
using GenAI.Kit.Notebook.Wire;
using NetMQ;
using static GenAI.Kit.Notebook.Tests.Kernel.WireClient;

namespace GenAI.Kit.Notebook.Tests.Kernel;

/// <summary>What a kernel does while a cell runs.</summary>
[Collection("interrupts")]
public sealed class BusyKernelTests(TestKernel kernel) : IClassFixture<TestKernel>, IDisposable
{
    private readonly WireClient client = kernel.Connect();

    public void Dispose() => client.Dispose();

    [Theory]
    [InlineData("while (true);")]
    [InlineData("System.Threading.Thread.Sleep(-1);")]
    [InlineData("await Task.Delay(-1);")]
    [InlineData("for (var step = 0; ; step++) { CellCancellation.ThrowIfCancellationRequested(); }")]
    public void An_interrupt_ends_the_cell_within_two_seconds_and_state_is_kept(string code)
    {
        client.Run("var kept = 0;");
        client.Send("execute_request", Code("kept = 7;\n" + code));
        Assert.Null(client.TryReply(null, TimeSpan.FromMilliseconds(300)));
        var clock = Stopwatch.StartNew();
        Interrupt();
        var reply = client.Reply().Content;
        Assert.InRange(clock.ElapsedMilliseconds, 0, 2000);
        Assert.Equal(("error", "Interrupted"), (reply.Text("status"), reply.Text("ename")));
        Assert.Equal("7", client.Value("kept"));
    }

    [Fact]
    public void Heartbeat_and_control_answer_while_a_cell_runs()
    {
        client.Send("execute_request", Code("while (true);"));
        Assert.Null(client.TryReply(null, TimeSpan.FromMilliseconds(200)));
        client.Heartbeat.SendFrame("ping");
        Assert.True(client.Heartbeat.TryReceiveFrameString(TimeSpan.FromSeconds(2), out var echo));
        Assert.Equal("ping", echo);
        Assert.Equal("ok", client.Ask("kernel_info_request", on: client.Control).Content.Text("status"));
        Interrupt();
        Assert.Equal("error", client.Reply().Content.Text("status"));
    }

    [Theory]
    [InlineData("Console.ReadLine()", "", false)]
    [InlineData("Console.Write(\"Your name? \"); Console.ReadLine()", "Your name? ", false)]
    [InlineData("await GetInputAsync(\"Name?\")", "Name?", false)]
    [InlineData("(await Kernel.GetPasswordAsync(\"Key?\")).GetClearTextPassword()", "Key?", true)]
    public void Input_is_asked_of_the_client(string code, string prompt, bool password)
    {
        var request = client.Send("execute_request", Code(code));
        var question = client.Reply(client.Stdin);
        Assert.Equal(("input_request", request.Id), (question.Type, question.Parent.Text("msg_id")));
        Assert.Equal((prompt, password), (question.Content.Text("prompt"), (bool)question.Content["password"]!));
        client.Send("input_reply", Content(("value", "Ada")), client.Stdin);
        Assert.Equal("ok", client.Reply().Content.Text("status"));
        Assert.Equal("Ada", Text(client.Published(request).Single(m => m.Type == "execute_result")));
    }

    [Fact]
    public void A_question_that_the_client_shows_is_not_written_too()
    {
        var request = client.Send("execute_request",
            Code("Console.WriteLine(\"Hello\"); Console.Write(\"Name? \"); Console.Write(Console.ReadLine());"));
        client.Reply(client.Stdin);
        client.Send("input_reply", Content(("value", "Ada")), client.Stdin);
        client.Reply();
        var written = string.Concat(client.Published(request).Where(m => m.Type == "stream")
            .Select(m => m.Content.Text("text")));
        Assert.Contains(written, new[] { "Hello\nAda", "Hello\nName? Ada" });   // as it was sent before the question
    }

    [Fact]
    public void A_password_is_never_shown()
    {
        var request = client.Send("execute_request", Code("await GetPasswordAsync()"));
        client.Reply(client.Stdin);
        client.Send("input_reply", Content(("value", "s3cret")), client.Stdin);
        client.Reply();
        Assert.DoesNotContain(client.Published(request), m => m.Content.ToJsonString().Contains("s3cret"));
    }

    [Fact]
    public void A_client_that_answers_no_questions_gets_one_error() => Assert.Equal("StdinNotAvailable",
        client.Run("Console.ReadLine()", ("allow_stdin", false)).Reply.Content.Text("ename"));

    [Fact]
    public void Waiting_for_input_can_be_interrupted()
    {
        client.Send("execute_request", Code("Console.ReadLine()"));
        client.Reply(client.Stdin);
        Interrupt();
        Assert.Equal("Interrupted", client.Reply().Content.Text("ename"));
    }

    [Fact]
    public void An_exception_on_a_background_thread_is_told_and_ends_nothing()
    {
        var (_, published) = client.Run("""
            var t = new System.Threading.Thread(() => throw new Exception("behind"));
            t.Start(); t.Join(); await Task.Delay(100);
            """);
        var text = string.Concat(published.Where(m => m.Type == "stream").Select(m => m.Content.Text("text")));
        Assert.Contains("behind", text);
        Assert.Equal("1", client.Value("1"));
    }

    private void Interrupt() =>
        Assert.Equal("ok", client.Ask("interrupt_request", on: client.Control).Content.Text("status"));
}
