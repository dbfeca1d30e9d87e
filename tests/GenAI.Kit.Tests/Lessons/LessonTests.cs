using GenAI.Kit.Classifiers;
using GenAI.Kit.Data;
using GenAI.Kit.Lessons;
using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Tests.Lessons;

/// <summary>What a lesson says of weights and tables: made here, or come with the kit. Shipped things go to a data
/// folder of this test.</summary>
[Collection("torch")]
public sealed class LessonTests : IDisposable
{
    private const string Data = "GENAI_KIT_DATA", Wanted = "GENAI_KIT_MAKE";

    private readonly string folder = Directory.CreateTempSubdirectory("genai-kit-test").FullName;
    private readonly string? dataBefore = Environment.GetEnvironmentVariable(Data);
    private int trained, measured;

    public LessonTests()
    {
        File.WriteAllText(Path.Combine(folder, DataFile.Manifest), "");
        Environment.SetEnvironmentVariable(Data, folder);
    }

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(Data, dataBefore);
        Environment.SetEnvironmentVariable(Wanted, null);
        Directory.Delete(folder, recursive: true);
    }

    private float Trained(string mode, float value)
    {
        using var net = new Mlp(new());
        Assert.Same(net, new Lesson("9.9", mode, seed: 7).Trained("net", net, () => Train(net, value)));
        return First(net);
    }

    private float Pretrained(string mode, float value, string name = "net")
    {
        using var net = new Mlp(new());
        Assert.Same(net, new Lesson("9.9", mode, seed: 7).Pretrained(name, net, () => Train(net, value)));
        return First(net);
    }

    private void Train(Mlp net, float value)
    {
        trained++;
        using var _ = no_grad();
        foreach (var weight in net.parameters()) weight.fill_(value);
    }

    private static float First(Mlp net) => net.parameters().First().flatten()[0].item<float>();

    private string[] Table(string mode, string value)
    {
        IEnumerable<string[]> Rows()
        {
            measured++;
            yield return ["a", value];
        }
        return new Lesson("9.9", mode, 7).Table("table", ["name", "value"], [1, 2], Rows).Column("value").ToArray();
    }

    /// <summary>In full and in quick mode it is trained in front of the reader, and nothing is written.</summary>
    [Theory]
    [InlineData("full")]
    [InlineData("quick")]
    public void ALessonTrainsWhatItTrains(string mode)
    {
        Assert.Equal(3, Trained(mode, 3));
        Assert.Equal(1, trained);
        Assert.Single(Directory.GetFiles(folder));
        Assert.False(Directory.Exists(Path.Combine(folder, "checkpoints")) && Directory.EnumerateFiles(folder, "*.safetensors").Any());
    }

    [Fact]
    public void InDemoModeItTakesWhatIsShipped()
    {
        Assert.Throws<FileNotFoundException>(() => Trained("demo", 3));
        Directory.CreateDirectory(Path.Combine(folder, "checkpoints"));
        Assert.Equal(4, Trained("train", 4));
        Assert.Equal(1, trained);
        Assert.Equal(4, Trained("demo", 5));
        Assert.Equal(1, trained);
    }

    /// <summary>What takes too long for a lesson is trained by `genai train` alone.</summary>
    [Theory]
    [InlineData("full")]
    [InlineData("quick")]
    [InlineData("demo")]
    public void WhatTakesLongComesWithTheKit(string mode)
    {
        Directory.CreateDirectory(Path.Combine(folder, "checkpoints"));
        Assert.Throws<FileNotFoundException>(() => Pretrained(mode, 3));
        Assert.Equal(2, Pretrained("train", 2));
        Assert.Equal(2, Pretrained(mode, 3));
        Assert.Equal(1, trained);
        var origin = Kit.Pretrained.OriginOf("9.9-net");
        Assert.Equal((typeof(Mlp).FullName, 7L), (origin.Model, origin.Seeds.Single()));
        Assert.InRange(origin.Minutes, 0, 1);
    }

    [Fact]
    public void ATableIsMeasuredByTrainAlone()
    {
        Directory.CreateDirectory(Path.Combine(folder, "checkpoints"));
        Assert.Throws<FileNotFoundException>(() => Table("full", "1"));
        Assert.Equal(["2"], Table("train", "2"));
        Assert.Equal(["2"], Table("full", "3"));
        Assert.Equal(["2"], Table("demo", "3"));
        Assert.Equal(1, measured);
        Assert.Equal([1L, 2], Kit.Pretrained.Table("9.9-table").Origin.Seeds);
    }

    /// <summary>GENAI_KIT_MAKE names what is to be made: the rest is taken as it is.</summary>
    [Fact]
    public void WhatIsNotWantedIsNotMade()
    {
        Directory.CreateDirectory(Path.Combine(folder, "checkpoints"));
        Pretrained("train", 1, "one");
        Pretrained("train", 2, "two");
        Environment.SetEnvironmentVariable(Wanted, "9.9-two,9.9-table");
        Assert.Equal(1, Pretrained("train", 5, "one"));
        Assert.Equal(6, Pretrained("train", 6, "two"));
        Assert.Equal(["8"], Table("train", "8"));
        Environment.SetEnvironmentVariable(Wanted, "9.9-one");
        Assert.Equal(["8"], Table("train", "9"));
        Assert.Equal(6, Pretrained("full", 7, "two"));                            // no other mode makes anything
    }
}
