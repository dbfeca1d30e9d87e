using System.Text.Json.Nodes;
using GenAI.Kit.Adversarial;
using GenAI.Kit.Autoencoders;
using GenAI.Kit.Classifiers;
using GenAI.Kit.Data;
using GenAI.Kit.Diffusion;
using GenAI.Kit.Layers;
using GenAI.Kit.Multimodal;
using GenAI.Kit.Sequences;
using GenAI.Kit.Training;
using static TorchSharp.torch;

namespace GenAI.Kit.Tests.Core;

[Collection("torch")]
public sealed class PretrainedTests : IDisposable
{
    private readonly string data = Directory.CreateTempSubdirectory("genai-kit-test").FullName;

    public void Dispose() => Directory.Delete(data, recursive: true);

    private static IEnumerable<FileInfo> Files =>
        new DirectoryInfo(Path.Combine(KitFolder.Data(), "checkpoints")).EnumerateFiles();

    public static TheoryData<string> Weights => [.. Files.Where(file => file.Extension == ".safetensors")
        .Select(file => Path.GetFileNameWithoutExtension(file.Name)).Where(name => !IsAdapter(name))
        .Order(StringComparer.Ordinal)];

    // It has no network of its own: see the test of adapters.
    private static bool IsAdapter(string name) => Pretrained.OriginOf(name).Model == typeof(Lora).FullName;

    [Fact]
    public void EveryFileSaysHowItWasMadeAndIsSmall()
    {
        Assert.NotEmpty(Files);
        Assert.All(Files, file =>
        {
            Assert.InRange(file.Length, 1, 17_000_000);
            Assert.Contains(file.Extension, new[] { ".safetensors", ".tsv" });
            var name = Path.GetFileNameWithoutExtension(file.Name);
            var origin = file.Extension == ".tsv" ? Pretrained.Table(name).Origin : Pretrained.OriginOf(name);
            Assert.Matches("^[0-9a-f]{40}$", origin.Commit);
            Assert.NotEmpty(origin.Seeds);
            if (file.Extension == ".tsv") return;
            Assert.StartsWith("GenAI.Kit.", origin.Model);
            Assert.StartsWith("{", origin.Config);
        });
    }

    /// <summary>Built from the configuration inside, filled to the last weight, ready to be asked.</summary>
    [Theory]
    [MemberData(nameof(Weights))]
    public void EveryModelIsBuiltAndFilled(string name)
    {
        using var scope = NewDisposeScope();
        using var model = Pretrained.Load(name);
        Assert.Equal(Pretrained.OriginOf(name).Model, model.GetType().FullName);
        var (said, has) = (JsonNode.Parse(Pretrained.OriginOf(name).Config)!.AsObject(),
            JsonNode.Parse(Configuration.Of(model))!.AsObject());                 // a later field has its default
        AllOf(said, has);
        Assert.All(model.modules().Prepend(model), layer => Assert.False(layer.training));
        var file = Path.Combine(KitFolder.Data(), "checkpoints", name + ".safetensors");
        var (tensors, _) = Safetensors.Read(File.ReadAllBytes(file), name);
        Assert.Equal(tensors.Keys.Order(), model.state_dict().Keys.Order());
        Assert.All(model.state_dict(), pair => Assert.Equal(tensors[pair.Key].bytes.ToArray(), pair.Value.bytes.ToArray()));
        foreach (var value in tensors.Values) value.Dispose();
    }

    [Fact]
    public void An_adapter_is_filled_around_its_network_and_cannot_be_built_alone()
    {
        using var scope = NewDisposeScope();
        using var painter = Pretrained.Load<TextDit>("5.4-painter");
        using var nose = new Lora(painter.Image, rank: 8);
        Assert.Equal(Pretrained.OriginOf("5.4-nose").Config, Configuration.Of(nose));
        Assert.Contains(nose.state_dict(), pair => pair.Value.abs().max().item<float>() == 0);      // B, as it begins
        Pretrained.Load("5.4-nose", nose);
        Assert.All(nose.state_dict(), pair => Assert.True(pair.Value.abs().max().item<float>() > 0, pair.Key));
        nose.Remove();
        using var other = new Lora(painter.Image, rank: 8, alpha: 16);
        Assert.Contains("Alpha is 8 in the file and 16 in the model",
            Assert.Throws<InvalidDataException>(() => Pretrained.Load("5.4-nose", other)).Message);
        Assert.Contains("can't be built from a file alone",
            Assert.Throws<InvalidDataException>(() => Pretrained.Load("5.4-nose")).Message);
    }

    private static void AllOf(JsonObject said, JsonObject has) => Assert.All(said, field =>
    {
        if (field.Value is JsonObject inner) AllOf(inner, has[field.Key]!.AsObject());
        else Assert.True(JsonNode.DeepEquals(field.Value, has[field.Key]), field.Key);
    });

    [Fact]
    public void AnotherClassIsRefusedByName()
    {
        var e = Assert.Throws<InvalidDataException>(() => Pretrained.Load<Mlp>("3.2-judge"));
        Assert.Equal("3.2-judge holds weights of SmallCnn, not of Mlp.", e.Message);
        Assert.Contains("which is no model of the kit", Assert.Throws<InvalidDataException>(() =>
            Configuration.Build("System.String", "{}", "x")).Message);
        Assert.StartsWith("x: SmallCnn can't be built from \"[]\": ", Assert.Throws<InvalidDataException>(() =>
            Configuration.Build(typeof(SmallCnn).FullName!, "[]", "x")).Message);
    }

    [Fact]
    public void WhatIsSavedIsListedAndComesBack()
    {
        using var scope = NewDisposeScope();
        const string other = "0000000000000000000000000000000000000000000000000000000000000000  zebra.txt\n";
        File.WriteAllText(Path.Combine(data, DataFile.Manifest), other);
        using var net = new SmallCnn(new(Width: 2));
        Pretrained.Save("9.9-net", net, [1, 2], 0.5, data);
        Pretrained.Save("9.9-net", net, [3], 1.5, data);                                          // replaces it
        Pretrained.Save("9.9-table", new TextTable("", ["a"], [["1"]]), [4], 2, data);
        var listed = File.ReadLines(Path.Combine(data, DataFile.Manifest)).Select(line => line[66..]);
        Assert.Equal(["checkpoints/9.9-net.safetensors", "checkpoints/9.9-table.tsv", "zebra.txt"], listed);
        using var copy = new SmallCnn(new(Width: 2));
        var origin = Pretrained.Load("9.9-net", copy, data);
        Assert.Equal([3L], origin.Seeds);
        Assert.Equal(1.5, origin.Minutes);
        Assert.All(net.state_dict(), pair => Assert.True(pair.Value.equal(copy.state_dict()[pair.Key]).all().item<bool>()));
        Assert.Equal(typeof(SmallCnn).FullName, origin.Model);
        Assert.Equal("""{"Channels":1,"Classes":10,"Width":2}""", origin.Config);
        var table = Pretrained.Table("9.9-table", data).Origin;
        Assert.Equal(("", "", 2.0), (table.Model, table.Config, table.Minutes));
        File.AppendAllText(Path.Combine(data, "checkpoints/9.9-net.safetensors"), "x");
        Assert.Contains("is not the file that was shipped",
            Assert.Throws<InvalidDataException>(() => Pretrained.Load("9.9-net", copy, data)).Message);
    }
}
