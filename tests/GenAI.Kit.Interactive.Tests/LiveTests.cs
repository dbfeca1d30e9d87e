using System.Text.Json.Nodes;
using GenAI.Kit.Notebook.Format;

namespace GenAI.Kit.Interactive.Tests;

/// <summary>Displays that change while a cell runs, and the end of a cell that is stopped.</summary>
[Collection(KitNotebook.Only)]
public sealed class LiveTests(KitNotebook notebook)
{
    [Fact]
    public async Task A_live_display_is_updated_in_place_and_leaves_nothing()
    {
        var outputs = await notebook.Run("""
            var live = new Live("steps", 3);
            live.Update(1, () => new Figure("one").Line(new[] { 1.0, 2 }, "a"));
            Thread.Sleep(600);
            live.Update(2, () => new Figure("two").Line(new[] { 1.0, 2 }, "a"));
            Thread.Sleep(600);
            live.Update(3, () => new Markdown("three"));
            live.Clear();
            """);
        Assert.Empty(outputs);
        var shown = notebook.Host.Messages;
        Assert.Equal(["display_data", "display_data"], shown.Take(2).Select(message => message.Type));
        Assert.All(shown.Skip(2), message => Assert.Equal("update_display_data", message.Type));
        var (bar, picture) = (Id(shown[0].Content), Id(shown[1].Content));
        Assert.NotEqual(bar, picture);
        Assert.Equal([bar, picture, bar, picture, bar, picture], shown.Skip(2).Select(told => Id(told.Content)));
        Assert.Equal(["1/3", "2/3", "3/3"], Texts(bar).SkipLast(1).Select(text => text.Split("  ")[2]));
        Assert.Equal(["one", "two", "three", ""], Texts(picture).Select(text => text.Split('.')[0]));
    }

    /// <summary>Why the kit doesn't show by it: when this fails, the host has been mended.</summary>
    [Fact]
    public async Task The_hosts_own_update_names_another_display()
    {
        await notebook.Run("var shown = display(\"one\"); shown.Update(\"two\");");
        Assert.Equal(["display_data", "update_display_data"], notebook.Host.Messages.Select(told => told.Type));
        Assert.NotEqual(Id(notebook.Host.Messages[0].Content), Id(notebook.Host.Messages[1].Content));
    }

    [Fact]
    public async Task The_hosts_cancel_ends_a_loop_with_a_live_display()
    {
        var begun = new TaskCompletionSource();
        notebook.Host.Told += _ => begun.TrySetResult();
        var cell = notebook.Host.Run("""
            static class Loop { public static int Steps; public static bool Ended; }
            var endless = new Live("endless", 1_000_000);
            try { while (true) { endless.Update(++Loop.Steps); Thread.Sleep(10); } }
            catch (OperationCanceledException) { Loop.Ended = true; throw; }
            """);
        await begun.Task;
        await notebook.Host.Cancel();
        await cell;                                                // whether the host tells it as an error is its own
        Assert.Equal("ended", await notebook.Text("""
            for (var i = 0; i < 3000 && !Loop.Ended; i++) Thread.Sleep(10);
            Loop.Ended ? "ended" : "runs on"
            """));
    }

    private List<string> Texts(string id) => [.. notebook.Host.Messages.Where(message => Id(message.Content) == id)
        .Select(message => NotebookCell.Text(message.Content["data"]!["text/plain"]))];

    private static string Id(JsonObject content) => (string)content["transient"]!["display_id"]!;
}
