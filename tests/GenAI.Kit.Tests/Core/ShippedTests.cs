using GenAI.Kit.Classifiers;
using GenAI.Kit.Data;
using static TorchSharp.torch;

namespace GenAI.Kit.Tests.Core;

[Collection("torch")]
public sealed class ShippedTests : IDisposable
{
    private readonly string data = Directory.CreateTempSubdirectory("genai-kit-test").FullName;

    public void Dispose() => Directory.Delete(data, recursive: true);

    [Fact]
    public void WhatIsShippedWasMadeByTheSourceThatIsHere()
    {
        var files = Directory.GetFiles(Path.Combine(KitFolder.Data(), "checkpoints")).Select(Path.GetFileName).Order();
        var made = new (string File, Origin Origin, Type[] Models)[]
        {
            ("1.3-faces.safetensors", Shipped.OriginOf("1.3-faces"), [typeof(FaceAttributeNet)]),
            ("1.3-fashion-test.tsv", Shipped.Table("1.3-fashion-test").Origin, [typeof(SmallCnn)]),
            ("1.3-fashion.safetensors", Shipped.OriginOf("1.3-fashion"), [typeof(SmallCnn)]),
        };
        Assert.Equal(files, made.Select(m => m.File));
        Assert.All(made, m => Assert.True(m.Origin.IsCurrent(m.Models), $"{m.File}: run genai train again"));
        Assert.All(made, m => Assert.Matches("^[0-9a-f]{40}$", m.Origin.Commit));
        var big = new DirectoryInfo(Path.Combine(KitFolder.Data(), "checkpoints")).GetFiles().Where(f => f.Length > 1 << 20);
        Assert.Empty(big);
    }

    [Fact]
    public void WhatIsSavedIsListedAndComesBack()
    {
        using var scope = NewDisposeScope();
        const string other = "0000000000000000000000000000000000000000000000000000000000000000  zebra.txt\n";
        File.WriteAllText(Path.Combine(data, DataFile.Manifest), other);
        using var net = new SmallCnn(new(Width: 2));
        Shipped.Save("9.9-net", net, [1, 2], 0.5, data);
        Shipped.Save("9.9-net", net, [3], 1.5, data);                                          // replaces it
        Shipped.Save("9.9-table", new("", ["a"], [["1"]]), [4], 2, data, typeof(SmallCnn), typeof(Mlp));
        var listed = File.ReadLines(Path.Combine(data, DataFile.Manifest)).Select(line => line[66..]);
        Assert.Equal(["checkpoints/9.9-net.safetensors", "checkpoints/9.9-table.tsv", "zebra.txt"], listed);
        using var copy = new SmallCnn(new(Width: 2));
        var origin = Shipped.Load("9.9-net", copy, data);
        Assert.Equal([3L], origin.Seeds);
        Assert.Equal(1.5, origin.Minutes);
        Assert.All(net.state_dict(), pair => Assert.True(pair.Value.equal(copy.state_dict()[pair.Key]).all().item<bool>()));
        Assert.True(origin.IsCurrent(typeof(SmallCnn)) && !origin.IsCurrent(typeof(Mlp)));
        Assert.True(Shipped.Table("9.9-table", data).Origin.IsCurrent(typeof(SmallCnn), typeof(Mlp)));
        File.AppendAllText(Path.Combine(data, "checkpoints/9.9-net.safetensors"), "x");
        Assert.Contains("is not the file that was shipped",
            Assert.Throws<InvalidDataException>(() => Shipped.Load("9.9-net", copy, data)).Message);
    }
}
