using System.Text.Json.Nodes;
using GenAI.Kit.InteractiveHost;
using GenAI.Kit.Notebook.Format;

namespace GenAI.Kit.Interactive.Tests;

/// <summary>A notebook on .NET Interactive that has loaded kit.csx, in this process.</summary>
[CollectionDefinition(Only)]
public sealed class KitNotebook : IAsyncLifetime, ICollectionFixture<KitNotebook>
{
    /// <summary>Tests of one notebook run one after another.</summary>
    public const string Only = "the notebook";

    private const string Usings = "using GenAI.Kit.Lessons; using GenAI.Kit.Plotting; using TorchSharp; "
        + "using static TorchSharp.torch; using System.Threading;";

    internal InteractiveNotebook Host { get; } = new();

    public async ValueTask InitializeAsync()
    {
        Environment.CurrentDirectory = Clone.Notebooks;                    // where its front ends start it
        Assert.Empty(await Run("#load \"kit.csx\""));
        Assert.Empty(await Run(Usings));
    }

    public ValueTask DisposeAsync()
    {
        Host.Dispose();
        return default;
    }

    /// <summary>Runs a cell and gives its outputs; none may be an error.</summary>
    internal async Task<JsonArray> Run(string code)
    {
        var outputs = await Host.Run(code);
        Assert.All(outputs, o => Assert.True((string?)o!["output_type"] != "error", o.ToJsonString()));
        return outputs;
    }

    /// <summary>The text of the only thing that a cell shows.</summary>
    internal async Task<string> Text(string code) =>
        NotebookCell.Text(Assert.Single(await Run(code))!["data"]!["text/plain"]);
}
