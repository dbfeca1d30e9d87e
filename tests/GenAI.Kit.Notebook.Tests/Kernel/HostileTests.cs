using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using GenAI.Kit.Notebook.Wire;
using NetMQ;

namespace GenAI.Kit.Notebook.Tests.Kernel;

/// <summary>Messages that are forged, replayed, broken or huge: none is obeyed, none ends the kernel.</summary>
public sealed class HostileTests(TestKernel kernel) : IClassFixture<TestKernel>, IDisposable
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(100);
    private readonly WireClient client = kernel.Connect();

    public void Dispose() => client.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("not hex")]
    public void A_wrong_signature_is_dropped_without_a_word(string signature)
    {
        var frames = client.Frames("execute_request", WireClient.Code("Environment.Exit(1);")).ToList();
        frames[1] = Encoding.ASCII.GetBytes(signature);
        Ignored(frames);
    }

    [Fact]
    public void A_signature_of_another_message_is_dropped()
    {
        var frames = client.Frames("execute_request", WireClient.Code("1")).ToList();
        frames[1] = client.Frames("kernel_info_request")[1];
        Ignored(frames);
    }

    [Fact]
    public void A_message_that_comes_again_is_dropped()
    {
        var frames = client.Frames("kernel_info_request");
        client.Shell.SendMultipartBytes(frames);
        Assert.Equal("kernel_info_reply", client.Reply().Type);
        Ignored(frames);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(5)]
    public void Too_few_frames_are_dropped(int count) =>
        Ignored([.. client.Frames("kernel_info_request").Take(count)]);

    [Fact]
    public void Frames_beyond_the_content_are_buffers_and_do_no_harm()
    {
        client.Shell.SendMultipartBytes([.. client.Frames("kernel_info_request"), [1, 2], [], "x"u8.ToArray()]);
        Assert.Equal("kernel_info_reply", client.Reply().Type);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{\"msg_type\": 7}")]
    [InlineData("{\"a\": 1, \"a\": 2}")]
    [InlineData("{\"msg_type\": \"\\ud800\"}")]
    public void A_header_that_is_no_header_is_dropped(string header) =>
        Ignored(Signed(Encoding.UTF8.GetBytes(header)));

    [Fact]
    public void Bytes_that_are_no_text_are_dropped() => Ignored(Signed([0xff, 0xfe, (byte)'{', (byte)'}']));

    [Fact]
    public void Deep_nesting_is_dropped()
    {
        var nested = string.Concat(Enumerable.Repeat("{\"a\":", 5000)) + "1" + new string('}', 5000);
        Ignored(Signed(Encoding.UTF8.GetBytes(nested)));
    }

    [Fact]
    public void Huge_frames_are_dropped_and_huge_code_is_run()
    {
        Ignored(Signed(new byte[32 << 20]));
        Assert.Equal("9000000", client.Value($"\"{new string('x', 9_000_000)}\".Length"));
    }

    /// <summary>Half of them signed, so that their JSON is read.</summary>
    [Fact]
    public void Ten_thousand_random_messages_leave_the_kernel_as_it_was()
    {
        client.Run("var kept = 5;");
        var frame = Gen.OneOf(Gen.Byte.Array[0, 40], Gen.String[0, 40].Select(Encoding.UTF8.GetBytes), Any(
            "{}"u8.ToArray(), "<IDS|MSG>"u8.ToArray(), "{\"msg_type\":\"is_complete_request\"}"u8.ToArray()));
        var sent = 0;
        Gen.Select(Gen.Bool, frame.Array[1, 9]).Sample((signed, frames) =>
        {
            var message = signed && frames.Length >= 4 ? Signed(frames[..4]) : frames;
            (sent++ % 3 == 0 ? client.Control : client.Shell).SendMultipartBytes(message);
            return true;
        }, iter: 10_000, threads: 1);
        Assert.True(sent >= 10_000);
        client.Ask("kernel_info_request");                                    // passes over the replies to the others
        Assert.Equal("5", client.Value("kept"));
        Assert.Equal("ok", client.Ask("kernel_info_request", on: client.Control).Content.Text("status"));
    }

    [Fact]
    public void Well_signed_requests_of_random_content_are_answered_and_closed()
    {
        var types = Any("complete_request", "inspect_request", "history_request", "is_complete_request", "comm_open");
        var values = Any("null", "[]", "{}", "true", "-1", "7", "1e99", "\"x.\"", "\"😀\"");
        Gen.Select(types, values, values).Sample((type, code, n) =>
        {
            var content = $"{{\"code\":{code},\"cursor_pos\":{n},\"n\":{n},\"comm_id\":{code},\"pattern\":{code}}}";
            client.Published(client.Send(type, (JsonObject)JsonNode.Parse(content)!));
        }, iter: 60, threads: 1);
        while (client.TryReply(null, Moment) is not null) { }
        Assert.Equal("1", client.Value("1"));
    }

    private static Gen<T> Any<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private IReadOnlyList<byte[]> Signed(byte[] header) =>
        Signed([header, "{}"u8.ToArray(), "{}"u8.ToArray(), "{}"u8.ToArray()]);

    private IReadOnlyList<byte[]> Signed(byte[][] body)
    {
        var signature = Encoding.ASCII.GetBytes(new Signer(kernel.Connection.Key).Sign(body));
        return ["<IDS|MSG>"u8.ToArray(), signature, .. body];
    }

    private void Ignored(IReadOnlyList<byte[]> frames)
    {
        client.Shell.SendMultipartBytes(frames);
        Assert.Null(client.TryReply(null, Moment));
        Assert.Equal("ok", client.Ask("kernel_info_request").Content.Text("status"));
    }
}
