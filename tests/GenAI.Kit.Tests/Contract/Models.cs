using GenAI.Kit.Adversarial;
using GenAI.Kit.Autoencoders;
using GenAI.Kit.Classifiers;
using GenAI.Kit.Diffusion;
using GenAI.Kit.Flows;
using GenAI.Kit.Multimodal;
using GenAI.Kit.Sequences;
using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Tests.Contract;

/// <summary>Every model of the kit: a class that has a configuration. One that is missing here fails a test.</summary>
internal static class Models
{
    /// <summary>Layers that take the configuration of the model that they are part of.</summary>
    private static readonly Type[] Parts =
        [typeof(GptBlock), typeof(EncoderLayer), typeof(DecoderLayer), typeof(FeedForward)];

    public static readonly Dictionary<Type, ModelCase> Table = new()
    {
        [typeof(Autoencoder)] = new(() => new Autoencoder(new(8, 3, 4, 4)), ("x", Real(2, 3, 8, 8)), ("z", Real(2, 4)))
        { Encoded = [2, 4], Decoded = [2, 3, 8, 8] },
        [typeof(LinearAutoencoder)] = new(() => new LinearAutoencoder(new(4, 1, 3)),
            ("x", Real(2, 1, 4, 4)), ("z", Real(2, 3)))
        { Encoded = [2, 3], Decoded = [2, 1, 4, 4] },
        [typeof(DenoisingAutoencoder)] = new(() => new DenoisingAutoencoder(new(3, 4)),
            ("x", Real(2, 3, 8, 8)), ("z", Real(2, 8, 2, 2)))
        { Encoded = [2, 8, 2, 2], Decoded = [2, 3, 8, 8] },
        [typeof(Vae)] = new(() => new Vae(new(4, 1, 12, 3)), ("x", Real(2, 1, 4, 4)), ("z", Real(2, 3)))
        { Encoded = [2, 3], Decoded = [2, 1, 4, 4], DecodesPictures = true, Sampled = [2, 1, 4, 4] },
        [typeof(ConditionalVae)] = new(() => new ConditionalVae(new(4, 1, 3, 12, 2)),
            ("x", Real(2, 1, 4, 4)), ("y", Whole(3, 2)), ("z", Real(2, 2)))
        { Encoded = [2, 2], Decoded = [2, 1, 4, 4], DecodesPictures = true, Sampled = [2, 1, 4, 4] },
        [typeof(ConvVae)] = new(() => new ConvVae(new(8, 3, 4, 4, 16)), ("x", Real(2, 3, 8, 8)), ("z", Real(2, 4)))
        { Encoded = [2, 4], Decoded = [2, 3, 8, 8], DecodesPictures = true, Sampled = [2, 3, 8, 8] },
        [typeof(PixelVae)] = new(() => new PixelVae(new(8, 4, 3)), ("x", Real(2, 1, 8, 8)), ("z", Real(2, 3)))
        { Encoded = [2, 3], Decoded = [2, 1, 8, 8], DecodesPictures = true },
        [typeof(SpatialVae)] = new(() => new SpatialVae(new(3, 2, 8)), ("x", Real(2, 3, 8, 8)), ("z", Real(2, 2, 4, 4)))
        { Encoded = [2, 2, 4, 4], Decoded = [2, 3, 8, 8] },
        [typeof(VqVae)] = new(() => new VqVae(new(8, 3, 4, 6, 3)), ("x", Real(2, 3, 8, 8)), ("codes", Whole(6, 2, 4, 4)))
        { Encoded = [2, 4, 4], Decoded = [2, 3, 8, 8], DecodesPictures = true },
        [typeof(PixelCnnPrior)] = new(() => new PixelCnnPrior(new(4, 5, 8, 2)), ("codes", Whole(5, 2, 4, 4))),
        [typeof(Mlp)] = new(() => new Mlp(new()), ("x", Real(2, 2)), ("y", Whole(2, 2))),
        [typeof(SmallCnn)] = new(() => new SmallCnn(new(Classes: 2, Width: 3)), ("x", Real(2, 1, 8, 8)), ("y", Whole(2, 2))),
        [typeof(FaceAttributeNet)] = new(() => new FaceAttributeNet(new(8, 4, 16)),
            ("x", Real(2, 3, 8, 8)), ("labels", Whole(2, 2, FaceAttributes.All.Count))),
        [typeof(PointGenerator)] = new(() => new PointGenerator(new(Hidden: 8)), ("z", Real(2, 2))) { Sampled = [2, 2] },
        [typeof(PointDiscriminator)] = new(() => new PointDiscriminator(new(Hidden: 8)), ("x", Real(2, 2))),
        [typeof(DcganGenerator)] = new(() => new DcganGenerator(new(8, 3, 6, 4)), ("z", Real(2, 6)))
        { Sampled = [2, 3, 8, 8] },
        [typeof(DcganDiscriminator)] = new(() => new DcganDiscriminator(new(8, 3, 6, 4)), ("x", Real(2, 3, 8, 8))),
        [typeof(ConditionalGenerator)] = new(() => new ConditionalGenerator(new(6, 1, 3, 6, 4)),
            ("z", Real(2, 6)), ("y", Whole(3, 2)))
        { Sampled = [2, 1, 6, 6] },
        [typeof(ProjectionDiscriminator)] = new(() => new ProjectionDiscriminator(new(6, 1, 3, 6, 4)),
            ("x", Real(2, 1, 6, 6)), ("y", Whole(3, 2))),
        [typeof(PatchDiscriminator)] = new(() => new PatchDiscriminator(new(3, 16, 1)), ("x", Real(2, 3, 16, 16))),
        [typeof(Pix2PixGenerator)] = new(() => new Pix2PixGenerator(new(1, 3, 16, 2)), ("x", Real(2, 1, 8, 8))),
        [typeof(CycleGan)] = new(() => new CycleGan(new(3, 16, 1)), ("a", Real(2, 3, 8, 8)), ("b", Real(2, 3, 8, 8))),
        [typeof(UNet)] = new(() => new UNet(new(3, 8, 16, [2, 3])), ("x", Real(2, 3, 8, 8)), ("t", Whole(9, 2)),
            ("condition", Whole(2, 2, 2))),
        [typeof(Dit)] = new(() => new Dit(new(4, 2, 2, 16, 1, 2, [2, 3])), ("x", Real(2, 2, 4, 4)), ("t", Whole(9, 2)),
            ("condition", Whole(2, 2, 2))),
        [typeof(ScoreNet)] = new(() => new ScoreNet(new(8)), ("x", Real(2, 2)), ("sigma", d => 0.1 + rand([2], device: d))),
        [typeof(RealNvp)] = new(() => new RealNvp(new(4, 2, 8)), ("x", Real(2, 4)), ("z", Real(2, 4)))
        { Encoded = [2, 4], Decoded = [2, 4], Sampled = [2, 4] },
        [typeof(BigramNet)] = new(() => new BigramNet(new(5)), ("x", Whole(5, 2, 6)), ("y", Whole(5, 2, 6))),
        [typeof(MlpLanguageModel)] = new(() => new MlpLanguageModel(new(5, 3, 4, 16)),
            ("x", Whole(5, 2, 6)), ("y", Whole(5, 2, 6))),
        [typeof(RecurrentLanguageModel)] = new(() => new RecurrentLanguageModel(new(5, 4, 16)),
            ("x", Whole(5, 2, 6)), ("y", Whole(5, 2, 6))),
        [typeof(CausalConvNet)] = new(() => new CausalConvNet(new(5, 8, 2)), ("x", Whole(5, 2, 6)), ("y", Whole(5, 2, 6))),
        [typeof(Gpt)] = new(() => new Gpt(new(7, 8, 1, 2, 8)), ("text", Whole(7, 2, 6)), ("x", Whole(7, 2, 6)),
            ("y", Whole(7, 2, 6))),
        [typeof(Transformer)] = new(() => new Transformer(new(9, 9, 16, 2, 1, 32)), ("source", d => 3 + Whole(6, 2, 5)(d)),
            ("target", d => 3 + Whole(6, 2, 4)(d)), ("memory", Real(2, 5, 16)), ("written", d => 3 + Whole(6, 2, 3)(d)),
            ("mask", d => ones([2, 1, 1, 5], ScalarType.Bool, d)))
        { Encoded = [2, 5, 16], Decoded = [2, 4, 9] },
        [typeof(VisionTransformer)] = new(() => new VisionTransformer(new(8, 3, 4, 16, 1, 2)), ("x", Real(2, 3, 8, 8))),
        [typeof(TextEncoder)] = new(() => new TextEncoder(new(9, 16, 1, 2, 8)), ("tokens", d => 3 + Whole(6, 2, 5)(d))),
        [typeof(ContrastiveModel)] = new(
            () => new ContrastiveModel(new(new(8, 3, 4, 16, 1, 2), new(9, 16, 1, 2, 8), 6)), ("x", Real(2, 3, 8, 8)),
            ("tokens", d => 3 + Whole(6, 2, 5)(d)), ("images", Real(2, 6)), ("texts", Real(2, 6)),
            ("memory", Real(2, 4, 16))),
        [typeof(Blip)] = new(() => new Blip(new(new(new(8, 3, 4, 16, 1, 2), new(9, 16, 1, 2, 8), 6), new(9, 16, 1, 2, 8))),
            ("x", Real(2, 3, 8, 8)), ("tokens", d => 3 + Whole(6, 2, 5)(d)), ("memory", Real(2, 4, 16)))
        { Loose = 2 },                                                            // scale and bias of the two towers
        [typeof(TextDit)] = new(
            () => new TextDit(new(new(4, 2, 2, 16, 1, 2, ContextChannels: 3), new(9, 3, 1, 3, 8))),
            ("x", Real(2, 2, 4, 4)), ("t", Whole(9, 2)), ("tokens", d => 3 + Whole(6, 2, 5)(d)),
            ("condition", d => cat([rand([2, 5, 3], device: d), ones([2, 5, 1], device: d)], 2)))
        { Loose = 204 },                                                          // its reader has read before
        [typeof(CaptionDecoder)] = new(() => new CaptionDecoder(new(9, 16, 1, 2, 8)), ("memory", Real(2, 4, 16)),
            ("tokens", d => 3 + Whole(6, 2, 5)(d)), ("written", d => 3 + Whole(6, 2, 3)(d))),
    };

    /// <summary>Other forms of a model, by its name and what is different.</summary>
    public static readonly Dictionary<string, ModelCase> Variants = new()
    {
        ["Dit that reads words"] = new(() => new Dit(new(4, 2, 2, 16, 1, 2, ContextChannels: 3)),
            ("x", Real(2, 2, 4, 4)), ("t", Whole(9, 2)),
            ("condition", d => cat([rand([2, 5, 3], device: d), ones([2, 5, 1], device: d)], 2))),
        ["VisionTransformer with a stem"] = new(() => new VisionTransformer(new(8, 3, 4, 16, 1, 2, Stem: true)),
            ("x", Real(2, 3, 8, 8))),
    };

    public static IEnumerable<Type> All => typeof(Seed).Assembly.GetExportedTypes().Where(type =>
        typeof(nn.Module).IsAssignableFrom(type) && !type.IsAbstract && !Parts.Contains(type) && ConfigOf(type) is not null);

    public static TheoryData<string> Names => [.. All.Select(type => type.Name), .. Variants.Keys];

    public static Type TypeOf(string name) => All.Single(type => type.Name == name.Split(' ')[0]);

    /// <summary>The configuration that a class is made from; null: it is a layer.</summary>
    public static Type? ConfigOf(Type model) =>
        model.GetConstructors() is [var made] && made.GetParameters() is [var one] && one.ParameterType.Name.EndsWith("Config")
            ? one.ParameterType : null;

    public static (ModelCase Case, nn.Module Model) Make(string name, int seed = 1)
    {
        Seed.Everything(seed);
        var entry = Variants.GetValueOrDefault(name) ?? Table[TypeOf(name)];
        return (entry, entry.Make());
    }

    private static Func<Device, Tensor> Real(params long[] shape) => device => rand(shape, device: device);

    private static Func<Device, Tensor> Whole(long kinds, params long[] shape) =>
        device => randint(0, kinds, shape, int64, device);
}
