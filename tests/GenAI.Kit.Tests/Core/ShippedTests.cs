using GenAI.Kit.Adversarial;
using GenAI.Kit.Autoencoders;
using GenAI.Kit.Classifiers;
using GenAI.Kit.Data;
using GenAI.Kit.Diffusion;
using GenAI.Kit.Sequences;
using GenAI.Kit.Training;
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
        var files = Directory.GetFiles(Path.Combine(KitFolder.Data(), "checkpoints")).Select(Path.GetFileName);
        var made = new (string Names, Type Model)[]
        {
            ("1.3-faces", typeof(FaceAttributeNet)),
            ("1.3-fashion 1.3-fashion-test.tsv 3.2-judge", typeof(SmallCnn)),
            ("2.1-faces 2.1-w2 2.1-w4 2.1-w8 2.1-w16 2.1-w32 2.1-w64", typeof(Autoencoder)),
            ("2.1-denoiser", typeof(DenoisingAutoencoder)),
            ("2.1-linear", typeof(LinearAutoencoder)),
            ("2.2-clothes 2.2-map 2.2-seeds.tsv", typeof(Vae)),
            ("2.2-classes", typeof(ConditionalVae)),
            ("2.2-faces", typeof(ConvVae)),
            ("2.2-strong 2.2-warm 2.2-free", typeof(PixelVae)),
            ("2.3-codes 2.3-dying 2.3-living", typeof(VqVae)),
            ("2.3-prior", typeof(PixelCnnPrior)),
            ("3.1-packing", typeof(PointGenerator)),
            ("3.2-faces", typeof(DcganGenerator)),
            ("3.2-clothes", typeof(ConditionalGenerator)),
            ("4.1-mlp", typeof(MlpLanguageModel)),
            ("4.1-rnn 4.1-gru", typeof(RecurrentLanguageModel)),
            ("4.1-conv", typeof(CausalConvNet)),
            ("4.3-gpt", typeof(Gpt)),
            ("5.1-moons 5.1-islands", typeof(ScoreNet)),
            ("5.2-noise 5.2-faces", typeof(UNet)),
            ("5.3-codes", typeof(SpatialVae)),
            ("5.3-faces", typeof(Dit)),
            ("4.2-dates 4.2-peeking 4.2-phonemes 4.2-positions.tsv", typeof(Transformer)),
        };
        var tables = new (string Name, Type[] Models)[]
        {
            ("3.1-games.tsv", [typeof(PointGenerator), typeof(Gan), typeof(Packing), typeof(WassersteinGan),
                typeof(GradientPenalty), typeof(AdversarialTrainer)]),
            ("3.2-course.tsv", [typeof(DcganGenerator), typeof(Gan), typeof(GradientPenalty), typeof(AdversarialTrainer)]),
            ("3.2-rivals.tsv", [typeof(DcganGenerator), typeof(Gan), typeof(GradientPenalty), typeof(RelativisticGan),
                typeof(WassersteinGan), typeof(AdversarialTrainer)]),
            ("4.1-ladder.tsv", [typeof(MlpLanguageModel), typeof(RecurrentLanguageModel), typeof(CausalConvNet)]),
            ("5.2-course.tsv", [typeof(UNet), typeof(Ddpm)]),
            ("5.2-samplers.tsv", [typeof(UNet), typeof(Ddpm), typeof(Ddim), typeof(ProbabilityFlow)]),
            ("5.3-guidance.tsv", [typeof(Dit), typeof(Guided), typeof(SpatialVae)]),
            ("5.3-order.tsv", [typeof(Dit), typeof(Guided), typeof(SpatialVae)]),
            ("5.3-rivals.tsv", [typeof(Dit), typeof(ConditionalUNet), typeof(Guided), typeof(SpatialVae)]),
        };
        var each = made.SelectMany(m => m.Names.Split(' ').Select(name => (Name: name, Models: new[] { m.Model })))
            .Concat(tables).ToArray();
        Assert.Equal(files.Order(), 
            each.Select(e => e.Name.EndsWith(".tsv") ? e.Name : e.Name + ".safetensors").Order());
        Assert.All(each, e =>
        {
            var origin = e.Name.EndsWith(".tsv") ? Shipped.Table(e.Name[..^4]).Origin : Shipped.OriginOf(e.Name);
            Assert.True(origin.IsCurrent(e.Models), $"{e.Name}: run genai train again");
            Assert.Matches("^[0-9a-f]{40}$", origin.Commit);
        });
        var big = new DirectoryInfo(Path.Combine(KitFolder.Data(), "checkpoints")).GetFiles().Where(f => f.Length > 6_000_000);
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
