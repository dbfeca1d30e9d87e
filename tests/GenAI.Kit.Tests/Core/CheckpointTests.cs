using System.Text;
using GenAI.Kit.Contract;
using GenAI.Kit.Data;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GenAI.Kit.Tests.Core;

[Collection("torch")]
public sealed class CheckpointTests : IDisposable
{
    private static readonly Origin Made = new("0123abc", [1, 2, 30], 12.5, Source: "feed");
    private readonly string folder = Directory.CreateTempSubdirectory("kit").FullName;
    private readonly DisposeScope scope = NewDisposeScope();

    public void Dispose()
    {
        scope.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private sealed class Small(int width = 3) : Net<Tensor, Tensor>(nameof(Small))
    {
        private readonly Linear layer = nn.Linear(2, width);
        private readonly BatchNorm1d norm = nn.BatchNorm1d(width);

        public override Tensor forward(Tensor x) => norm.call(layer.call(x));
    }

    private sealed class Deeper() : Net<Tensor, Tensor>(nameof(Deeper))
    {
        private readonly Linear layer = nn.Linear(2, 3);
        private readonly Linear second = nn.Linear(3, 3, hasBias: false);

        public override Tensor forward(Tensor x) => second.call(layer.call(x));
    }

    private string At(string name) => Path.Combine(folder, name);

    private string Raw(string header, params byte[] values)
    {
        var path = At("raw.safetensors");
        var json = Encoding.UTF8.GetBytes(header);
        File.WriteAllBytes(path, [.. BitConverter.GetBytes((long)json.Length), .. json, .. values]);
        return path;
    }

    private string Saved()
    {
        var path = At("model.safetensors");
        Checkpoint.Save(path, new Small(), Made);
        return path;
    }

    private static byte[] Bits(nn.Module model) =>
        [.. model.state_dict().OrderBy(pair => pair.Key).SelectMany(pair => pair.Value.bytes.ToArray())];

    private static string Fails(string path, nn.Module model)
    {
        var before = Bits(model);
        var message = Assert.Throws<InvalidDataException>(() => Checkpoint.Load(path, model)).Message;
        Assert.Equal(before, Bits(model));                                  // nothing half loaded
        Assert.StartsWith(path, message);
        return message[path.Length..];
    }

    [Fact]
    public void WhatIsSavedIsLoaded()
    {
        Seed.Everything(1);
        var model = new Small();
        model.train();
        model.call(randn(8, 2));                                            // moves the running statistics
        var path = At("a.safetensors");
        Checkpoint.Save(path, model, Made);
        var other = new Small();
        Assert.NotEqual(Bits(model), Bits(other));
        var origin = Checkpoint.Load(path, other);
        Assert.Equal(Bits(model), Bits(other));
        Assert.Equal((Made.Commit, Made.Minutes, Made.Source), (origin.Commit, origin.Minutes, origin.Source));
        Assert.Equal(Made.Seeds, Checkpoint.OriginOf(path).Seeds);
        Checkpoint.Save(At("b.safetensors"), other, Made);
        Assert.Equal(File.ReadAllBytes(path), File.ReadAllBytes(At("b.safetensors")));
        Assert.Equal(2, Directory.GetFiles(folder).Length);                 // no temporary file left
    }

    [Fact]
    public void LoadsAFileWrittenByHand()
    {
        // The layout of the format's description: 8 bytes of length, JSON, little-endian values.
        const string header = """
            {"__metadata__":{"commit":"c","seeds":"7","minutes":"1","source":"s"},
             "weight":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]},
             "bias":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}
            """;
        var path = Raw(header, 0, 0, 128, 63, 0, 0, 0, 64, 0, 0, 0, 191);   // 1, 2, -0.5
        using var model = nn.Linear(2, 1);
        Assert.Equal([7], Checkpoint.Load(path, model).Seeds);
        Assert.Equal([1f, 2f], model.weight.data<float>().ToArray());
        Assert.Equal([-0.5f], model.bias!.data<float>().ToArray());
    }

    [Fact]
    public void EveryTypeComesBack()
    {
        var tensors = new Dictionary<string, Tensor>();
        foreach (var type in (ScalarType[])[ScalarType.Float64, ScalarType.Float32, ScalarType.Float16,
                     ScalarType.BFloat16, ScalarType.Int64, ScalarType.Int32, ScalarType.Int16, ScalarType.Int8,
                     ScalarType.Byte, ScalarType.Bool])
            tensors[$"x{type}"] = tensor(new[] { 1.0, 0, 2 }).to_type(type);
        tensors["empty"] = zeros(0, 4);
        tensors["scalar"] = tensor(3L);
        var stream = new MemoryStream();
        Safetensors.Write(stream, tensors, new Dictionary<string, string>());
        Assert.Equal(0, BitConverter.ToInt64(stream.ToArray()) % 8);        // values are aligned
        var (read, metadata) = Safetensors.Read(stream.ToArray(), "x");
        Assert.Empty(metadata);
        Assert.Equal(tensors.Keys.Order(), read.Keys.Order());
        foreach (var (key, x) in tensors)
        {
            Assert.Equal((x.dtype, x.shape), (read[key].dtype, read[key].shape), (a, b) =>
                a.dtype == b.dtype && a.shape.SequenceEqual(b.shape));
            Assert.Equal(x.bytes.ToArray(), read[key].bytes.ToArray());
        }
    }

    [Fact]
    public void WhatDoesNotFitIsNamedAllAtOnce()
    {
        var path = Saved();
        Assert.Contains("layer.bias is Float32 [3] in the file and Float32 [4]", Fails(path, new Small(4)));
        var message = Fails(path, new Deeper());
        Assert.StartsWith(" does not fit Deeper: the file lacks second.weight; ", message);
        Assert.Contains("the model has no norm.running_mean", message);
        var half = new Small();
        half.to(ScalarType.Float64);
        Assert.Contains("layer.weight is Float32 [3, 2] in the file and Float64 [3, 2]", Fails(path, half));
    }

    [Fact]
    public void EveryTruncationIsOneError()
    {
        var whole = File.ReadAllBytes(Saved());
        var model = new Small();
        for (var length = 0; length < whole.Length; length += 7)
        {
            var path = At("cut.safetensors");
            File.WriteAllBytes(path, whole[..length]);
            Assert.Matches("is cut short|is not a safetensors file", Fails(path, model));
        }
        File.WriteAllBytes(At("long.safetensors"), [.. whole, 0]);
        Assert.Contains("is too long", Fails(At("long.safetensors"), model));
    }

    [Theory]
    [InlineData("""{"a":null}""", "the header is not that of a safetensors file: a is null")]
    [InlineData("""{"a":3}""", "the header is not that of a safetensors file")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1]}}""", "the header is not that of a safetensors file")]
    [InlineData("""{"a":{"dtype":"F32","shape":null,"data_offsets":[0,4]}}""", "not that of a safetensors file")]
    [InlineData("""{"a":{"dtype":"Q4","shape":[1],"data_offsets":[0,4]}}""", "a is of type Q4")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[]}}""", "cannot lie at bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "cannot lie at bytes 4 to 8")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", "of shape [2] and type F32 cannot lie")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-1,-1],"data_offsets":[0,4]}}""", "cannot lie at bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[922337203685477580],"data_offsets":[0,4]}}""", "cannot lie at bytes")]
    [InlineData("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"a":{}}""", "not that of a safetensors file")]
    [InlineData("""{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}""", "does not say how it was made")]
    [InlineData("""{"a":[""", "not that of a safetensors file")]
    [InlineData("no json", "is not a safetensors file")]
    public void BadHeadersAreOneError(string header, string expected)
    {
        Assert.Contains(expected, Fails(Raw(header, 1, 2, 3, 4), new Small()));
    }

    [Fact]
    public void AFailedWriteLeavesTheOldFile()
    {
        var path = Saved();
        var old = File.ReadAllBytes(path);
        Assert.Throws<IOException>(() => AtomicFile.Write(path, stream =>
        {
            stream.Write(new byte[1000]);
            throw new IOException("No space left on device");
        }));
        Assert.Equal(old, File.ReadAllBytes(path));
        Assert.Single(Directory.GetFiles(folder));
        Assert.Throws<FileNotFoundException>(() => Checkpoint.Load(At("none.safetensors"), new Small()));
    }

    [Fact]
    public void SavingAndLoadingLeaveNoTensorBehind()
    {
        var model = new Small();
        model.state_dict();
        var live = LiveTensors.Count();
        Checkpoint.Save(At("a.safetensors"), model, Made);
        Checkpoint.Load(At("a.safetensors"), model);
        Assert.Equal(live, Tensor.TotalCount);
    }

    /// <summary>Model, configuration and data travel inside too; what is not said is not written.</summary>
    [Fact]
    public void OriginsComeBackWhole()
    {
        var whole = new Origin("c", [1], 2, "GenAI.Kit.Sequences.Gpt", """{"Tokens":5,"Name":"ä\"b"}""", "feed", "a.txt b.txt");
        Checkpoint.Save(At("whole.safetensors"), new Small(), whole);
        Assert.Equal(whole, Checkpoint.OriginOf(At("whole.safetensors")) with { Seeds = whole.Seeds });
        Assert.Equal(["commit", "seeds", "minutes"], new Origin("c", [1], 2).ToPairs().Keys);
    }

    [Fact]
    public void TheKitsSourceIsInside()
    {
        var trainer = KitSource.Of(typeof(GenAI.Kit.Training.Trainer));
        Assert.Contains("public sealed class Trainer(", trainer);
        Assert.Equal(trainer, KitSource.Of(typeof(GenAI.Kit.Training.TrainerConfig)));       // in the same file
        Assert.Contains("abstract class Net<TIn, TOut>", KitSource.Of(typeof(Net<,>)));
        var foreign = Assert.Throws<ArgumentException>(() => KitSource.Of(typeof(CheckpointTests)));
        Assert.Equal($"GenAI.Kit.Tests does not embed the source of {typeof(CheckpointTests)}.", foreign.Message);
    }

    [Fact]
    public void TablesOfResultsComeBack()
    {
        var path = At("fid.tsv");
        var table = new TextTable(path, ["sampler", "fid"], [["ddim", "12.5"], ["ddpm", "10"]]);
        new ResultTable(Made, table).Save(path);
        const string top = "# commit: 0123abc\n# seeds: 1,2,30\n# minutes: 12.5\n# source: feed\n";
        Assert.Equal(top + "sampler\tfid\nddim\t12.5\nddpm\t10\n", File.ReadAllText(path));
        var read = ResultTable.Read(path);
        Assert.Equal(Made.Seeds, read.Origin.Seeds);
        Assert.Equal([12.5, 10], read.Table.Numbers("fid"));
        File.AppendAllText(path, "ragged\n");
        Assert.EndsWith("line 8: 1 fields, the header has 2.",
            Assert.Throws<InvalidDataException>(() => ResultTable.Read(path)).Message);
        File.WriteAllText(path, "sampler\tfid\n");
        var unsigned = Assert.Throws<InvalidDataException>(() => ResultTable.Read(path));
        Assert.Contains("does not say how it was made", unsigned.Message);
        var bad = new ResultTable(Made, table with { Rows = [["a\tb", "1"]] });
        Assert.Throws<ArgumentException>(() => bad.Save(path));
    }
}
