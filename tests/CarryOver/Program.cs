// Gives the checkpoints of before "One house" today's names: keys, the model's type, its configuration. Run it once:
//   dotnet run --project tests/CarryOver -c Release
// No number changes, but that three attention matrices are joined into one as they stand. A checkpoint that has a
// configuration already is left alone; one that does not fit its model afterwards stops the program.
using System.Text.RegularExpressions;
using GenAI.Kit;
using GenAI.Kit.Adversarial;
using GenAI.Kit.Autoencoders;
using GenAI.Kit.Classifiers;
using GenAI.Kit.Data;
using GenAI.Kit.Diffusion;
using GenAI.Kit.Sequences;
using TorchSharp;
using static TorchSharp.torch;

(string Old, string New)[] renames =
[
    ("3.2-clothes ^start", "project"), ("3.2-clothes ^grow", "upsample"), ("3.2-clothes ^paint", "output"),
    ("4.1 ^vectors", "embedding"), ("4.1 ^looks", "dilated"), ("4.1 ^mixes", "pointwise"),
    ("4.2 ^sources", "sourceEmbedding"), ("4.2 ^targets", "targetEmbedding"),
    ("4.2 (?<=^encoder\\.\\d+\\.)attention", "selfAttention"), ("4.2 (?<=^decoder\\.\\d+\\.)back", "selfAttention"),
    ("4.2 (?<=^decoder\\.\\d+\\.)over", "crossAttention"), ("4.2 (?<=Attention\\.)output", "outProjection"),
    ("4.3 ^places", "positions"), ("4.3 (?<=attention\\.)toQkv", "inProjection"),
    ("4.3 (?<=attention\\.)output", "outProjection"),
    ("5.2 ^time", "timeEmbedding"), ("5.2 ^shrink", "downsample"), ("5.2 ^look(\\d)\\.toQkv", "attention$1.attention.inProjection"),
    ("5.2 ^look(\\d)\\.output", "attention$1.attention.outProjection"), ("5.2 ^look(\\d)", "attention$1"),
    ("5.3-faces ^asked", "labelEmbedding"), ("5.3-faces ^places", "positions"), ("5.3-faces ^time", "timeEmbedding"),
    ("5.3-faces ^patches", "patchEmbedding"), ("5.3-faces (?<=blocks\\.\\d+\\.)toQkv", "attention.inProjection"),
    ("5.3-faces (?<=blocks\\.\\d+\\.)output", "attention.outProjection"),
];

var folder = Path.Combine(KitFolder.Data(), "checkpoints");
foreach (var path in Directory.GetFiles(folder, "*.safetensors").Order())
{
    using var scope = NewDisposeScope();
    var name = Path.GetFileNameWithoutExtension(path);
    var (tensors, metadata) = Safetensors.Read(File.ReadAllBytes(path), path);
    if (metadata.ContainsKey("config")) continue;
    var renamed = Joined(tensors.ToDictionary(pair => Renamed(name, pair.Key), pair => pair.Value));
    using var model = Model(name, renamed);
    var state = model.state_dict();
    if (!state.Keys.Order().SequenceEqual(renamed.Keys.Order()))
        throw new InvalidOperationException($"{name}: {string.Join(", ", state.Keys.Except(renamed.Keys))} is missing, "
            + $"{string.Join(", ", renamed.Keys.Except(state.Keys))} too many.");
    foreach (var (key, tensor) in renamed) renamed[key] = tensor.reshape(state[key].shape);
    Dictionary<string, string> said = new(metadata)
        { ["model"] = model.GetType().FullName!, ["config"] = Configuration.Of(model) };
    said.Remove("source");
    AtomicFile.Write(path, stream => Safetensors.Write(stream, renamed, said));
    DataFile.List($"checkpoints/{name}.safetensors", KitFolder.Data());
    Console.WriteLine($"{name}: {said["model"]} {said["config"]}");
}

string Renamed(string name, string key) => renames.Where(r => name.StartsWith(r.Old.Split(' ')[0]))
    .Aggregate(key, (k, r) => Regex.Replace(k, r.Old.Split(' ')[1], r.New));

Dictionary<string, Tensor> Joined(Dictionary<string, Tensor> tensors)
{
    foreach (var key in tensors.Keys.Where(key => key.Contains(".query.")).ToArray())
    {
        var rest = key.Replace(".query.", ".keyValue.");
        tensors[key.Replace(".query.", ".inProjection.")] = cat([tensors[key], tensors[rest]]);
        tensors.Remove(key);
        tensors.Remove(rest);
    }
    return tensors;
}

nn.Module Model(string name, Dictionary<string, Tensor> t) => name switch
{
    "1.3-faces" => new FaceAttributeNet(new()),
    "1.3-fashion" or "3.2-judge" => new SmallCnn(new()),
    "2.1-faces" => new Autoencoder(new(Side: 16, Channels: 3, Width: 12, Maps: 32)),
    "2.1-denoiser" => new DenoisingAutoencoder(new(Maps: 16)),
    "2.1-linear" => new LinearAutoencoder(new(Width: 16)),
    _ when name.StartsWith("2.1-w") => new Autoencoder(new(Width: int.Parse(name[5..]))),
    "2.2-map" => new Vae(new(Hidden: 200, Latent: 2)),
    "2.2-clothes" => new Vae(new()),
    "2.2-classes" => new ConditionalVae(new(Hidden: 200, Latent: 3)),
    "2.2-faces" => new ConvVae(new()),
    "2.2-free" or "2.2-strong" or "2.2-warm" => new PixelVae(new()),
    "2.3-codes" or "2.3-living" => new VqVae(new()),
    "2.3-dying" => new VqVae(new(Revive: 0)),
    "2.3-prior" => new PixelCnnPrior(new()),
    "3.1-packing" => new PointGenerator(new(Noise: 16, Pack: 2)),
    "3.2-faces" => new DcganGenerator(new(Maps: 16)),
    "3.2-clothes" => new ConditionalGenerator(new(Maps: 16)),
    "4.1-conv" => new CausalConvNet(new(28)),
    "4.1-gru" => new RecurrentLanguageModel(new(28, Hidden: 192)),
    "4.1-mlp" => new MlpLanguageModel(new(28)),
    "4.1-rnn" => new RecurrentLanguageModel(new(28, Gated: false)),
    "4.2-phonemes" => new Transformer(new(
        Rows(t, "source"), Rows(t, "target"), 128, 4, Layers: 3, Hidden: 512, Dropout: 0.2, MaxLength: 16)),
    "4.2-dates" or "4.2-peeking" => new Transformer(new(
        Rows(t, "source"), Rows(t, "target"), Dropout: 0, Causal: name != "4.2-peeking")),
    "4.3-gpt" => new Gpt(new((int)t["tokens.weight"].shape[0], Context: 128, Channels: 160)),
    "5.1-moons" or "5.1-islands" => new ScoreNet(new()),
    "5.2-noise" or "5.2-faces" => new UNet(new()),
    "5.3-codes" => new SpatialVae(new()),
    "5.3-faces" => new Dit(new(Labels: [.. FaceAttributes.All.Select(attribute => attribute.Values.Length)])),
    _ => throw new InvalidOperationException($"Nothing is known of {name}."),
};

int Rows(Dictionary<string, Tensor> t, string of) => (int)t[$"{of}Embedding.embedding.weight"].shape[0];
