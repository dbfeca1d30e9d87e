using System.Runtime.Loader;
using GenAI.Kit.InteractiveHost;
using GenAI.Kit.Notebook.Format;

namespace GenAI.Kit.Interactive.Tests;

/// <summary>What kit.csx brings to .NET Interactive.</summary>
[Collection(KitNotebook.Only)]
public sealed class ExtensionTests(KitNotebook notebook)
{
    private const string Plotly = "application/vnd.plotly.v1+json", Png = "image/png", Plain = "text/plain";
    private const string Own = "application/vnd.genai-kit.";

    [Theory]
    [InlineData("new Figure(\"f\").Line(new[] { 1.0, 2 }, \"a\")", Plotly, Png, Plain)]
    [InlineData("ImageGrid.Of(rand(2, 1, 4, 4))", Png, Plain)]
    [InlineData("new Animation(Enumerable.Range(0, 2).Select(_ => ImageGrid.Of(rand(1, 1, 4, 4))))", Png, Plain)]
    [InlineData("Score.Record(\"9.9\", \"s\", 1, \"\", \">= 1\")", Own + "score+json", "text/html", Plain)]
    [InlineData("new ProgressBar(\"p\", 1, 2, 3)", Own + "progress+json", Plain)]
    [InlineData("new Exercise<string>(\"9.9.a\", \"hint\", _ => null).Check(\"x\")",
        Own + "exercise+json", "text/markdown", Plain)]
    [InlineData("new Markdown(\"# m\")", "text/markdown", Plain)]
    [InlineData("new TokenText([\"a\", \"b\"])", "text/html", Plain)]
    [InlineData("ones(2, 3)", Plain)]
    [InlineData("Plotly.NET.CSharp.Chart.Line<double, double, string>(new[] { 1.0 }, new[] { 2.0 })", Plotly, Plain)]
    [InlineData("XPlot.Plotly.Chart.Line(new[] { 1, 2 })", Plotly, Plain)]
    public async Task A_value_of_the_kit_has_these_formats(string code, params string[] mimes)
    {
        var data = Assert.Single(await notebook.Run(code))!["data"]!.AsObject();
        Assert.Equal(mimes, data.Select(part => part.Key));
        Assert.All(data, part => Assert.NotEmpty(part.Value is { } value ? NotebookCell.Text(value) : ""));
    }

    [Fact]
    public async Task A_tensor_shows_its_shape_and_numbers_by_the_native_library()
    {
        var text = await notebook.Text("ones(2, 3)");
        Assert.StartsWith("Tensor [2, 3] Float32: 1 to 1, mean 1", text);
    }

    [Fact]
    public async Task No_garbage_is_collected_beside_a_running_call() =>
        Assert.Equal("Batch", await notebook.Text("System.Runtime.GCSettings.LatencyMode.ToString()"));

    [Fact]
    public async Task A_chart_says_what_it_is_in_a_line()
    {
        var text = await notebook.Text("XPlot.Plotly.Chart.Line(new[] { 1, 2 })");
        Assert.Equal("Plotly chart, 1 trace: scatter", text);
    }

    [Fact]
    public async Task No_warning_of_the_compiler_is_shown()
    {
        Assert.Empty(await notebook.Run("string? name = null;"));                        // CS8632
        Assert.Empty(await notebook.Run("var half = zeros(2).quantile(tensor(0.5f)).item<float>();"));     // CS1701
    }

    [Fact]
    public async Task An_exception_in_a_cell_is_shown_and_what_was_there_stays()
    {
        var failed = await notebook.Host.Run("var kept = 41; throw new FormatException(\"no such number\");");
        var error = Assert.Single(failed, o => (string?)o!["output_type"] == "error")!;
        Assert.Contains("no such number", (string?)error["evalue"]);
        Assert.Equal("3", await notebook.Text("$\"{ones(3).sum().item<float>()}\""));
    }

    [Fact]
    public async Task Wrong_shapes_are_an_error_of_the_cell()
    {
        var failed = await notebook.Host.Run("ones(2, 3).matmul(ones(2, 3))");
        var error = Assert.Single(failed, o => (string?)o!["output_type"] == "error")!;
        Assert.Contains("2x3 and 2x3", (string?)error["evalue"]);
    }

    [Fact]
    public async Task A_second_kernel_of_the_process_gets_the_same_kit()
    {
        using var second = new InteractiveNotebook();
        Assert.Empty(await second.Run("#load \"kit.csx\""));
        const string code = "GenAI.Kit.Seed.Everything(1); typeof(GenAI.Kit.Plotting.Figure).Assembly.GetHashCode()";
        var theirs = NotebookCell.Text(Assert.Single(await second.Run(code))!["data"]!["text/html"]);
        var ours = NotebookCell.Text(Assert.Single(await notebook.Run(code))!["data"]!["text/html"]);
        Assert.Equal(ours, theirs);
        Assert.Single(AssemblyLoadContext.All, context => context.Name == "GenAI.Kit");
    }

    /// <summary>What the host looks for in a package's folder: a public type that it can make and load.</summary>
    [Fact]
    public async Task By_the_hosts_convention_it_is_one_extension_for_any_kernel()
    {
        await notebook.Run("""
            using Microsoft.DotNet.Interactive;
            var found = typeof(GenAI.Kit.Interactive.KitExtension).Assembly.ExportedTypes
                .Single(type => typeof(IKernelExtension).IsAssignableFrom(type));
            var extension = (IKernelExtension)Activator.CreateInstance(found);
            await extension.OnLoadAsync(Kernel.Root);
            """);
        Assert.StartsWith("Tensor [1]", await notebook.Text("ones(1)"));
    }

    /// <summary>The installed tool has an older Roslyn than the kit's kernel, and finds no newer one.</summary>
    [Fact]
    public async Task It_asks_the_host_for_nothing_but_its_own_libraries()
    {
        var asked = await notebook.Text("""
            string.Join(" ", typeof(GenAI.Kit.Interactive.KitExtension).Assembly.GetReferencedAssemblies()
                .Select(name => name.Name).Where(name => !name.StartsWith("System") && !name.StartsWith("GenAI.Kit")))
            """);
        Assert.All(asked.Split(' '), name => Assert.StartsWith("Microsoft.DotNet.Interactive", name));
    }

    [Fact]
    public async Task A_students_copy_in_my_loads_the_kit()
    {
        var my = Path.Combine(Clone.Notebooks, "my");
        var (isNew, name) = (!Directory.Exists(my), $"test-{Guid.NewGuid():n}.ipynb");
        var path = Path.Combine(Directory.CreateDirectory(my).FullName, name);
        try
        {
            NotebookDocument.Create(NotebookCell.Code("#load \"../kit.csx\""),
                NotebookCell.Code("GenAI.Kit.Data.Datasets.Penguins().Classes.Length + \" kinds\"")).Save(path);
            await Clone.Run(my, Path.Combine(AppContext.BaseDirectory, "InteractiveHost.dll"), path, path);
            var cells = NotebookDocument.Load(path).CodeCells.ToList();
            Assert.Equal("3 kinds", NotebookCell.Text(Assert.Single(cells[1].Outputs)!["data"]!["text/plain"]));
        }
        finally
        {
            File.Delete(path);
            if (isNew) Directory.Delete(my);
        }
    }
}
