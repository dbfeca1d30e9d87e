namespace GenAI.Kit.Notebook.Tests.Session.Showing;

public sealed class DisplayTests
{
    private readonly TestSession session = new();

    [Theory]
    [InlineData("HTML(\"<b>x</b>\")", "text/html", "<b>x</b>")]
    [InlineData("new List<int> { 1 }", "text/html", "<div class=\"dni-plaintext\"><pre>[ 1 ]</pre></div>")]
    [InlineData("12.5", "text/plain", "12.5")]
    [InlineData("true", "text/plain", "True")]
    [InlineData("DayOfWeek.Monday", "text/plain", "Monday")]
    public async Task A_value_is_shown_in_its_preferred_format(string code, string mime, string text)
    {
        var value = (await session.Try(code)).Value!;
        Assert.StartsWith(text, value[mime]);
        Assert.True(value.ContainsKey("text/plain"));
    }

    [Fact]
    public async Task Html_of_default_output_is_encoded()
    {
        var value = (await session.Try("new { Text = \"<script>alert(1)</script>\" }")).Value!;
        Assert.DoesNotContain("<script>", value["text/html"]);
        Assert.Contains("&lt;script&gt;", value["text/html"]);
    }

    [Fact]
    public async Task Display_updates_in_place()
    {
        await session.Run("""
            var shown = display("one", "text/plain");
            shown.Update("two");
            "x".Display();
            shown.Clear();
            """);
        var all = session.Sink.Displays;
        Assert.Equal(["one", "two", "x", ""], all.Select(d => d.Data["text/plain"]));
        Assert.Equal([false, true, false, true], all.Select(d => d.Update));
        Assert.Equal(all[0].Id, all[1].Id);
        Assert.NotEqual(all[0].Id, all[2].Id);
    }

    [Fact]
    public async Task A_later_cell_updates_what_an_earlier_one_showed()
    {
        await session.Run("var shown = display(1);");
        var first = session.Sink;
        await session.Run("shown.Update(2);");
        Assert.Equal("2", first.Displays[^1].Data["text/plain"]);
    }

    [Fact]
    public async Task Mime_types_can_be_asked_for()
    {
        await session.Run(
            "display(new[] { 1 }, \"text/plain\", \"text/html\"); \"# T\".DisplayAs(\"text/markdown\");");
        Assert.Equal(["text/plain", "text/html"], session.Sink.Displays[0].Data.Keys);
        Assert.Equal("# T", session.Sink.Displays[1].Data["text/markdown"]);
    }

    /// <summary>The formatters' library has extensions of these names too, and a type of that name.</summary>
    [Fact]
    public async Task Displays_of_every_form_update_in_place()
    {
        await session.Run("""
            DisplayedValue first = display(1);
            first.Update(2);
            var second = "# T".DisplayAs("text/markdown");
            second.Update("# U");
            second.Clear();
            object any = 5;
            any.Display("text/plain").Update("six");
            new[] { new { A = 3 } }.DisplayTable();
            """);
        var all = session.Sink.Displays.ToList();
        Assert.Equal(["1", "2"], all.Take(2).Select(d => d.Data["text/plain"]));
        Assert.Equal(["# T", "# U"], all.Skip(2).Take(2).Select(d => d.Data["text/markdown"]));
        Assert.Equal(["", "5", "six"], all.Skip(4).Take(3).Select(d => d.Data["text/plain"]));
        Assert.Contains("<td", all[7].Data["text/html"]);
        Assert.Equal([false, true, false, true, true, false, true, false], all.Select(d => d.Update));
        Assert.Equal([0, 0, 2, 2, 2, 5, 5, 7], all.Select(d => all.FindIndex(other => other.Id == d.Id)));
    }

    /// <summary>Packages are compiled against the formatters' own extension, which a cell names by its class here.
    /// </summary>
    [Fact]
    public async Task What_a_package_displays_goes_to_the_cell()
    {
        await session.Run("""
            typeof(Formatter).Assembly.GetType("System.DisplayExtensions").GetMethod("Display")
                .Invoke(null, new object[] { 7, new[] { "text/plain" } });
            """);
        Assert.Equal("7", Assert.Single(session.Sink.Displays).Data["text/plain"]);
    }

    [Fact]
    public async Task A_formatter_by_convention_yields_every_preferred_format()
    {
        await session.Run("""
            [AttributeUsage(AttributeTargets.Class)]
            class TypeFormatterSourceAttribute(Type source) : Attribute
            {
                public Type FormatterSourceType => source;
                public string[] PreferredMimeTypes { get; set; } = [];
            }
            class Source
            {
                public IEnumerable<object> CreateTypeFormatters() =>
                [
                    new Writer("image/png", "aGk="), new Writer("a/b+json", "{\"n\":1}"),
                    new Writer("text/plain", "a chart"),
                ];
            }
            class Writer(string mime, string text)
            {
                public string MimeType => mime;
                public bool Format(object value, System.IO.TextWriter to) { to.Write(text); return true; }
            }
            [TypeFormatterSource(typeof(Source), PreferredMimeTypes = ["a/b+json", "image/png", "text/plain"])]
            class Chart { }
            """);
        var value = (await session.Try("new Chart()")).Value!;
        Assert.Equal([new("a/b+json", "{\"n\":1}"), new("image/png", "aGk="), new("text/plain", "a chart")], value);
    }

    [Fact]
    public async Task Formatters_that_cells_register_are_used()
    {
        await session.Run(
            "record Money(int Cents);\n"
            + "Formatter.Register<Money>(m => $\"<i>{m.Cents / 100.0}</i>\", \"text/html\");");
        Assert.Equal("<i>1.5</i>", (await session.Try("new Money(150)")).Value!["text/html"]);
    }

    [Fact]
    public async Task A_type_with_ToHtml_is_shown_by_it()
    {
        await session.Run("class Badge { public string ToHtml() => \"<em>b</em>\"; }");
        Assert.Equal("<em>b</em>", (await session.Try("new Badge()")).Value!["text/html"]);
    }

    [Fact]
    public async Task Output_can_be_cleared()
    {
        await session.Run("clear_output(); clear_output(wait: true);");
        Assert.Equal([false, true], session.Sink.Clears);
    }

    [Fact]
    public async Task Streams_go_to_the_cell_that_writes_even_from_its_threads()
    {
        await session.Run("""
            Console.Write("a"); Console.Error.Write("e"); await Task.Run(() => Console.Write("b"));
            var t = new System.Threading.Thread(() => Console.Write("c")); t.Start(); t.Join();
            """);
        Assert.Equal(("abc", "e"), (session.Sink.Out, session.Sink.Error));
    }

    [Fact]
    public async Task Two_sessions_in_one_process_do_not_mix()
    {
        var other = new TestSession();
        await Task.WhenAll(session.Run("for (var i = 0; i < 50; i++) { Console.Write('x'); await Task.Delay(1); }"),
            other.Run("for (var i = 0; i < 50; i++) { Console.Write('y'); await Task.Delay(1); }"));
        Assert.Equal((new string('x', 50), new string('y', 50)), (session.Sink.Out, other.Sink.Out));
    }

    [Fact]
    public async Task Console_ReadLine_asks_the_user()
    {
        Assert.Equal("Ada", await session.Run("Console.ReadLine()", "Ada"));
        Assert.Equal([("", false)], session.Sink.Questions);
    }
}
