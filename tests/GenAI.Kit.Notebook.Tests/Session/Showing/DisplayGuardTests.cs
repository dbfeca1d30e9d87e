using System.Diagnostics;
using GenAI.Kit.Notebook.Session;

namespace GenAI.Kit.Notebook.Tests.Session.Showing;

/// <summary>Values that can't be shown: the cell succeeds, says so, and the session lives.</summary>
public sealed class DisplayGuardTests
{
    private readonly TestSession session = new();

    [Theory]
    [InlineData("var l = new List<object>(); l.Add(l); l")]
    [InlineData("var a = new object[2]; a[0] = 1; a[1] = a; a")]
    [InlineData("class Nest : IEnumerable<Nest> { public IEnumerator<Nest> GetEnumerator() { yield return this; }\n"
        + "IEnumerator IEnumerable.GetEnumerator() => GetEnumerator(); }\nnew Nest()")]
    [InlineData("class Deep : IEnumerable<Deep> { public IEnumerator<Deep> GetEnumerator() { yield return new(); }\n"
        + "IEnumerator IEnumerable.GetEnumerator() => GetEnumerator(); }\nnew Deep()")]
    [InlineData("record Link(int P) { public Link? Self { get; set; } }\nvar r = new Link(5); r.Self = r; r")]
    [InlineData("record Two(int P) { public Two? A { get; set; } public Two? B { get; set; } }\n"
        + "var r = new Two(5); r.A = r.B = r; r")]
    [InlineData("var d = new Dictionary<string, object>(); d[\"me\"] = d; d")]
    [InlineData("var q = new Queue<object>(); q.Enqueue(q); q")]
    [InlineData("(object, object)[] t = new (object, object)[1]; t[0] = (1, t); t")]
    [InlineData("class N { public N? Next; public override string ToString() => Next!.ToString(); }\n"
        + "var n = new N(); n.Next = n; n")]
    [InlineData("class Node { public List<Node> Children = []; public Node? Up; }\n"
        + "var n = new Node(); n.Children.Add(n); n.Up = n; n")]
    [InlineData("class Tree { public List<object> Children { get; } = []; }\nvar t = new Tree(); t.Children.Add(t); t")]
    [InlineData("var t = new List<(int, object)>(); t.Add((1, t)); new { t }")]
    [InlineData("var e = new System.Dynamic.ExpandoObject(); ((IDictionary<string, object?>)e)[\"me\"] = e; e")]
    [InlineData("var j = new List<KeyValuePair<string, object>>(); j.Add(new(\"a\", j)); new[] { j, j }")]
    [InlineData("var o = new System.Collections.ObjectModel.ObservableCollection<object>(); o.Add(o); new { a = new { o } }")]
    [InlineData("struct S { public object Me => this; }\nnew S()")]
    public async Task A_value_that_holds_itself_is_shown_in_bounds(string code)
    {
        await session.Run("1");
        var clock = Stopwatch.StartNew();
        var result = await session.Try(code);
        Assert.True(result.Succeeded, result.Error?.Message);
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(25));
        Assert.InRange(result.Value!.Values.Sum(text => text.Length), 1, 4_000_000);
        Assert.Equal("1", await session.Run("1"));
    }

    [Fact]
    public async Task A_list_that_holds_itself_is_cut_where_it_repeats()
    {
        var text = await session.Run("var l = new List<object>(); l.Add(7); l.Add(l); l");
        Assert.StartsWith("List<Object>", text);
        Assert.Contains("7", text);
        Assert.Contains("…", text);
        Assert.InRange(text.Length, 10, 2_000);
    }

    [Theory]
    [InlineData("class T { }\nFormatter.Register<T>(_ => throw new Exception(\"ugly\"), \"text/html\");\nnew T()", "ugly")]
    [InlineData("class E : IEnumerable<int> { public IEnumerator<int> GetEnumerator() => throw new Exception(\"no\");\n"
        + "IEnumerator IEnumerable.GetEnumerator() => GetEnumerator(); }\nnew E()", "no")]
    [InlineData("class H { public string ToHtml() => throw new Exception(\"html\"); }\nnew H()", "html")]
    [InlineData("new { a = 1, b = Enumerable.Range(0, 3).Select(i => i / (1 - i)) }", "zero")]
    public async Task A_formatter_that_fails_does_not_fail_the_cell(string code, string cause)
    {
        var result = await session.Try(code);
        Assert.True(result.Succeeded, result.Error?.Message);
        Assert.Contains(cause, result.Value!["text/plain"]);
    }

    [Fact]
    public async Task Where_html_fails_the_text_is_shown_with_why()
    {
        var text = await session.Run("class T { public override string ToString() => \"a T\"; }\n"
            + "Formatter.Register<T>(_ => throw new Exception(\"ugly\"), \"text/html\");\nnew T()");
        Assert.Equal(["a T", "(The formatter of T failed: Exception: ugly)"], text.Split('\n')[^2..]);
    }

    [Fact]
    public async Task A_getter_that_never_ends_is_stopped_and_the_cell_succeeds()
    {
        await session.Run("class Slow { public int Turns; public int Value { get { while (true) Turns++; } } }");
        var result = await session.Try("var slow = new Slow();\nslow");
        Assert.True(result.Succeeded, result.Error?.Message);
        Assert.Contains("it took longer than", result.Value!["text/plain"]);
        var turns = await session.Run("slow.Turns");
        Assert.Equal(turns, await session.Run("slow.Turns"));
    }

    [Fact]
    public async Task A_display_that_never_ends_can_be_interrupted()
    {
        await session.Run("class Wait { public int Value { get { System.Threading.Thread.Sleep(-1); return 1; } } }");
        using var stop = new CancellationTokenSource(500);
        var result = await session.Try("new Wait()", stop.Token);
        Assert.Equal(CellError.Interrupted, result.Error?.Name);
    }

    [Fact]
    public async Task What_would_flood_the_notebook_is_cut()
    {
        var result = await session.Try("""
            object Wide(int deep) => deep == 0 ? "leaf" : Enumerable.Range(0, 20).Select(_ => Wide(deep - 1)).ToList();
            Wide(5)
            """);
        Assert.True(result.Succeeded, result.Error?.Message);
        Assert.Contains("can't be shown in full", result.Value!["text/plain"]);
        Assert.InRange(result.Value.Values.Sum(text => text.Length), 1, 2_100_000);
    }

    [Fact]
    public async Task A_large_picture_by_a_formatter_of_ones_own_is_shown() => Assert.Equal(3_000_000, (await session.Try(
        "class P { }\nFormatter.Register<P>(_ => new string('x', 3_000_000), \"text/html\");\nnew P()"))
        .Value!["text/html"].Length);

    [Fact]
    public async Task What_can_not_be_read_hides_nothing_else() => Assert.Contains("3", (await session.Run(
        "class A { System.Collections.Immutable.ImmutableArray<int> lazy; public int N = 3; }\nnew A()")));

    [Fact]
    public async Task An_aggregate_of_exceptions_that_can_not_say_what_they_are_is_told()
    {
        var error = await session.Fail("class B : Exception { public override string Message => throw new Exception(); }\n"
            + "throw new AggregateException(new Exception(\"a\"), new B());");
        Assert.Equal("AggregateException", error.Name);
    }

    [Fact]
    public async Task Text_and_html_of_any_length_are_shown() =>
        Assert.Equal(5_000_000, (await session.Try("HTML(new string('x', 5_000_000))")).Value!["text/html"].Length);

    [Fact]
    public async Task An_exceptions_own_message_can_fail_too()
    {
        var error = await session.Fail(
            "class E : Exception { public override string Message => Message + 1; }\nthrow new E();");
        Assert.Contains("can't be read", error.Message);
        Assert.Equal("1", await session.Run("1"));
    }

    [Fact]
    public async Task What_libtorch_appends_to_its_messages_is_cut() => Assert.Equal("wrong shapes", (await session.Fail(
        "throw new Exception(\"wrong shapes\\nException raised from meta at x.cpp:1\\nframe #0: …\");")).Message);

    [Fact]
    public async Task A_failed_assertion_is_an_exception() => Assert.Contains("one is two",
        (await session.Fail("#define TRACE\nSystem.Diagnostics.Trace.Assert(false, \"one is two\");")).Message);
}
