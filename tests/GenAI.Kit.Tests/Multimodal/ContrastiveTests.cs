using GenAI.Kit.Layers;
using GenAI.Kit.Multimodal;
using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Tests.Multimodal;

/// <summary>The two towers, the two losses and the decoder of lesson 4.4.</summary>
[Collection("torch")]
public sealed class ContrastiveTests
{
    private static readonly VisionTransformerConfig Vision = new(Side: 16, Channels: 3, Patch: 8, Width: 16, Depth: 1, Heads: 2);
    private static readonly TextEncoderConfig Text = new(Tokens: 12, Width: 16, Depth: 1, Heads: 2, MaxLength: 8);
    private static readonly CaptionDecoderConfig Decoder = new(Tokens: 12, Width: 16, Depth: 2, Heads: 2, MaxLength: 8);

    [Fact]
    public void ShapesAreAsDocumented()
    {
        using var scope = NewDisposeScope();
        var (x, tokens) = (rand(3, 3, 16, 16), ModelChecks.Sentences([3, 4, 2], [5, 2, 0], [7, 8, 2]));
        var memory = new VisionTransformer(Vision).call(x);
        Assert.Equal([3, 4, 16], memory.shape);
        Assert.Equal([3, 4, 16], new VisionTransformer(Vision with { Stem = true }).call(x).shape);
        Assert.Equal([3, 3, 16], new TextEncoder(Text).call(tokens).shape);
        Assert.Equal([3, 16], new TextEncoder(Text).Pooled(tokens).shape);
        var towers = new ContrastiveModel(new(Vision, Text, 5));
        Assert.Equal([3, 2], towers.call(x, tokens[..2]).shape);
        Assert.Equal([3, 5], towers.EncodeImage(x).shape);
        Assert.True((towers.EncodeText(tokens).norm(1) - 1).abs().max().item<float>() < 1e-5);
        Assert.True((towers.EncodeImage(x) - towers.Pool(towers.Vision.call(x))).abs().max().item<float>() < 1e-6);
        var decoder = new CaptionDecoder(Decoder);
        Assert.Equal([3, 3, 12], decoder.call(memory, tokens).shape);
        Assert.Equal([3, 4, 12], decoder.Logits(memory, tokens).shape);
        Assert.Equal([3, 4, 16], decoder.States(memory, tokens).shape);
        var blip = new Blip(new(new(Vision, Text), Decoder));
        var answers = blip.call(x, tokens);
        Assert.Equal([3, 3], answers.Contrast.shape);
        Assert.Equal([3], answers.Match.shape);
        Assert.Equal([3, 3, 12], answers.Tell.shape);
        Assert.Equal([3, 3, 4], decoder.Maps(memory, tokens).shape);
        Assert.True((decoder.Maps(memory, tokens).sum(-1) - 1).abs().max().item<float>() < 1e-5);
    }

    [Fact]
    public void KeysAreTheFieldsNames()
    {
        Assert.Equal(["layers", "norm", "patchEmbedding", "positions"], ModelChecks.Fields(new VisionTransformer(Vision)));
        Assert.Equal(["embedding", "layers", "norm"], ModelChecks.Fields(new TextEncoder(Text)));
        Assert.Equal(["bias", "logScale", "text", "textProjection", "vision", "visionProjection"],
            ModelChecks.Fields(new ContrastiveModel(new(Vision, Text))));
        Assert.Equal(["embedding", "layers", "norm", "output"], ModelChecks.Fields(new CaptionDecoder(Decoder)));
    }

    /// <summary>Two pictures, two sentences, by hand.</summary>
    [Fact]
    public void The_losses_are_those_computed_by_hand()
    {
        using var scope = NewDisposeScope();
        var logits = tensor(new double[,] { { 2, -1 }, { 0.5, 3 } });
        static double Log(double x) => Math.Log(x);
        var rows = -(Log(Math.Exp(2) / (Math.Exp(2) + Math.Exp(-1))) + Log(Math.Exp(3) / (Math.Exp(3) + Math.Exp(0.5)))) / 2;
        var columns = -(Log(Math.Exp(2) / (Math.Exp(2) + Math.Exp(0.5))) + Log(Math.Exp(3) / (Math.Exp(3) + Math.Exp(-1)))) / 2;
        Assert.Equal((rows + columns) / 2, ContrastiveLoss.Softmax(logits).item<double>(), 9);
        static double Sigma(double z) => 1 / (1 + Math.Exp(-z));
        var each = -(Log(Sigma(2)) + Log(Sigma(1)) + Log(Sigma(-0.5)) + Log(Sigma(3))) / 2;
        Assert.Equal(each, ContrastiveLoss.Sigmoid(logits).item<double>(), 6);
    }

    [Fact]
    public void Sentences_that_belong_to_none_are_more_to_choose_from()
    {
        using var scope = NewDisposeScope();
        var logits = tensor(new double[,] { { 2, -1, 1 }, { 0.5, 3, -2 } });
        var (rows, columns) = (nn.functional.log_softmax(logits, 1), nn.functional.log_softmax(logits[.., ..2], 0));
        var by = -(rows[0, 0] + rows[1, 1] + columns[0, 0] + columns[1, 1]) / 4;
        Assert.Equal(by.item<double>(), ContrastiveLoss.Softmax(logits).item<double>(), 9);
        static double No(double z) => Math.Log(1 + Math.Exp(z)) / 2;
        Assert.Equal(ContrastiveLoss.Sigmoid(logits[.., ..2]).item<double>() + No(1) + No(-2),
            ContrastiveLoss.Sigmoid(logits).item<double>(), 6);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Pairs_are_pulled_together_and_all_others_apart(bool sigmoid)
    {
        using var scope = NewDisposeScope();
        Seed.Everything(1);
        var logits = randn([5, 5], requires_grad: true);
        (sigmoid ? ContrastiveLoss.Sigmoid(logits) : ContrastiveLoss.Softmax(logits)).backward();
        var pairs = eye(5).to(ScalarType.Bool);
        Assert.True(logits.grad![pairs].lt(0).all().item<bool>());               // a step along −gradient raises them
        Assert.True(logits.grad![pairs.logical_not()].gt(0).all().item<bool>());
    }

    /// <summary>Without layers the network is a linear layer on each patch, row by row from the upper left, and the
    /// patches' positions.</summary>
    [Fact]
    public void A_patch_embedding_is_a_linear_layer_on_each_patch()
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        Seed.Everything(1);
        using var vit = new VisionTransformer(Vision with { Depth = 0 });
        var state = vit.state_dict();
        var x = rand(2, 3, 16, 16);
        var patches = (2 * x - 1).unfold(2, 8, 8).unfold(3, 8, 8);                // [2, 3, 2, 2, 8, 8]
        var rows = patches.permute(0, 2, 3, 1, 4, 5).flatten(3).flatten(1, 2);    // [2, 4, 192]
        var h = nn.functional.linear(rows, state["patchEmbedding.weight"].flatten(1), state["patchEmbedding.bias"]);
        h = nn.functional.layer_norm(h + PatchPositions.Of(2, 16), [16]);
        Assert.True((h - vit.call(x)).abs().max().item<float>() < 1e-4);
        var fifth = PatchPositions.Of(3, 8)[5];                                   // row 1, column 2
        var line = SinusoidalEmbedding.Table(3, 4);
        Assert.True((fifth - cat([line[1], line[2]])).abs().max().item<float>() < 1e-6);
    }

    /// <summary>One convolution of 3×3 and three that halve the side: a token sees 17 pixels, 8 of them its own patch's.</summary>
    [Fact]
    public void A_stem_sees_a_little_beyond_its_patch()
    {
        using var scope = NewDisposeScope();
        Seed.Everything(1);
        using var vit = new VisionTransformer(Vision with { Side = 32, Depth = 0, Stem = true });
        vit.call(rand(8, 3, 32, 32));                                             // statistics of the batch norms
        vit.eval();
        var x = rand(1, 3, 32, 32).requires_grad_();
        vit.call(x)[0, 5].pow(3).sum().backward();                                // row 1, column 1
        var seen = x.grad!.abs().sum([0, 1]).gt(0);                               // [32, 32]
        Assert.Equal(Enumerable.Range(0, 17).Select(n => (long)n), seen.any(0).nonzero().squeeze(1).data<long>().ToArray());
        Assert.Equal(Enumerable.Range(0, 17).Select(n => (long)n), seen.any(1).nonzero().squeeze(1).data<long>().ToArray());
        Assert.Contains("not of 6", Assert.Throws<ArgumentException>(
            () => new VisionTransformer(Vision with { Side = 12, Patch = 6, Stem = true })).Message);
    }

    [Fact]
    public void What_cannot_be_asked_is_one_sentence()
    {
        using var scope = NewDisposeScope();
        using var blip = new Blip(new(new(Vision, Text), Decoder));
        string Says(Action what) => Assert.Throws<ArgumentException>(what).Message;
        var (x, tokens) = (rand(2, 3, 16, 16), ModelChecks.Sentences([3, 2, 0], [4, 5, 2]));
        Assert.Contains("one length", Says(() => blip.Greedy(x, tokens)));
        Assert.Contains("different sentences", Says(() => blip.Loss(x[..1], tokens[..1])));
        Assert.Contains("8 places, not 9", Says(() => blip.Contrast.EncodeText(full([1, 9], 3, int64))));
        Assert.Contains("8 places", Says(() => blip.Decoder.Logits(rand(1, 4, 16), full([1, 8], 3, int64))));
        Assert.InRange(blip.Greedy(x, full([2, 1], 3, int64)).shape[1], 1, 7);
    }

    [Fact]
    public void Padding_changes_nothing_and_gets_no_gradient()
    {
        using var scope = NewDisposeScope();
        Seed.Everything(1);
        using var reader = new TextEncoder(Text);
        var (narrow, wide) = (ModelChecks.Sentences([3, 4, 2]), ModelChecks.Sentences([3, 4, 2, 0, 0]));
        Assert.True((reader.Pooled(narrow) - reader.Pooled(wide)).abs().max().item<float>() < 1e-5);
        reader.Pooled(wide).square().sum().backward();
        var embedding = reader.named_parameters().First(p => p.name == "embedding.embedding.weight").parameter;
        Assert.Equal(0, embedding.grad![0].abs().max().item<float>());           // token 0 pads
        Assert.NotEqual(0, embedding.grad![3].abs().max().item<float>());
    }

    [Fact]
    public void A_question_is_no_part_of_the_loss()
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        Seed.Everything(1);
        using var decoder = new CaptionDecoder(Decoder);
        var (memory, tokens) = (rand(2, 4, 16), ModelChecks.Sentences([3, 4, 5, 2], [6, 7, 2, 0]));
        var logp = nn.functional.log_softmax(decoder.call(memory, tokens), 2);
        var by = -(logp[0, 2, 5] + logp[0, 3, 2] + logp[1, 1, 7] + logp[1, 2, 2]) / 4;
        Assert.Equal(by.item<float>(), decoder.Loss(memory, tokens, tensor(new long[] { 2, 1 })).item<float>(), 5);
        var all = -(logp[0].gather(1, tokens[0].unsqueeze(1)).sum() + logp[1, ..3].gather(1, tokens[1, ..3].unsqueeze(1)).sum()) / 7;
        Assert.Equal(all.item<float>(), decoder.Loss(memory, tokens).item<float>(), 5);
    }

    [Fact]
    public void A_token_depends_on_those_before_it_and_asked_one_by_one_the_answers_are_the_same()
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        Seed.Everything(1);
        using var decoder = new CaptionDecoder(Decoder);
        var memory = rand(1, 4, 16);
        var (tokens, other) = (ModelChecks.Sentences([3, 4, 5, 6]), ModelChecks.Sentences([3, 4, 9, 10]));
        var (a, b) = (decoder.call(memory, tokens), decoder.call(memory, other));
        Assert.True((a[.., ..3] - b[.., ..3]).abs().max().item<float>() < 1e-5);
        Assert.True((a[.., 3] - b[.., 3]).abs().max().item<float>() > 1e-3);
        var next = decoder.Given(memory).Next(tokens[.., ..2]);
        Assert.True((next - a[.., 2]).abs().max().item<float>() < 1e-5);
    }

    [Fact]
    public void Whether_a_sentence_fits_is_read_at_its_end()
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        Seed.Everything(1);
        using var blip = new Blip(new(new(Vision, Text), Decoder));
        var memory = rand(1, 4, 16);
        var narrow = blip.Match(memory, ModelChecks.Sentences([3, 4, 2]));
        Assert.True((narrow - blip.Match(memory, ModelChecks.Sentences([3, 4, 2, 0, 0]))).abs().max().item<float>() < 1e-5);
        Assert.True((narrow - blip.Match(memory, ModelChecks.Sentences([3, 5, 2]))).abs().max().item<float>() > 1e-4);
        Assert.True((narrow - blip.Match(memory, ModelChecks.Sentences([3, 4, 9]))).abs().max().item<float>() > 1e-4);   // the end is read
    }

    [Fact]
    public void All_three_losses_overfit_one_batch_and_leave_nothing()
    {
        Seed.Everything(1);
        using var scope = NewDisposeScope();
        var (x, tokens) = (rand(4, 3, 16, 16), ModelChecks.Sentences([3, 4, 2], [5, 2, 0], [7, 8, 2], [9, 3, 2]));
        using var towers = new ContrastiveModel(new(Vision, Text));
        Assert.InRange(ModelChecks.OverfitsAndLeavesNothing(towers, () => towers.Loss(x, tokens), steps: 150), 0, 0.3);
        using var clip = new ContrastiveModel(new(Vision, Text, Sigmoid: false));
        Assert.InRange(ModelChecks.OverfitsAndLeavesNothing(clip, () => clip.Loss(x, tokens), steps: 150), 0, 0.1);
        using var mouth = new CaptionDecoder(Decoder);
        var memory = rand(4, 4, 16);
        Assert.InRange(
            ModelChecks.OverfitsAndLeavesNothing(mouth, () => mouth.Loss(memory, tokens), steps: 150), 0, 0.2);
    }

    [Fact]
    public void Blip_adds_the_three_losses_and_tells_what_it_was_taught()
    {
        using var scope = NewDisposeScope();
        Seed.Everything(1);
        var (x, tokens) = (rand(4, 3, 16, 16), ModelChecks.Sentences([3, 4, 2], [5, 2, 0], [7, 8, 2], [9, 3, 2]));
        using var blip = new Blip(new(new(Vision, Text), Decoder));
        Assert.Equal(["contrast", "decoder", "match"], ModelChecks.Fields(blip));
        using (no_grad())
        {
            var parts = blip.Contrast.Loss(x, tokens) + blip.CaptionLoss(x, tokens) * 11 / 4;     // 11 tokens, 4 sentences
            Assert.InRange((blip.Loss(x, tokens) - parts).item<float>(), 0.4, 1.1);       // match: about log 2
        }
        Assert.InRange(ModelChecks.OverfitsAndLeavesNothing(blip, () => blip.Loss(x, tokens), steps: 250), 0, 0.3);
        Assert.True(blip.Greedy(x).eq(tokens).all().item<bool>());
        Assert.True(blip.Greedy(x, tokens[.., ..1], longest: 1).squeeze(1).eq(tokens[.., 1]).all().item<bool>());
        Assert.True(blip.Match(blip.EncodePatches(x), tokens).gt(0).all().item<bool>());
    }

    [Fact]
    public void The_same_seed_gives_the_same_bits()
    {
        ModelChecks.SameSeedSameBits(() => new ContrastiveModel(new(Vision, Text)),
            net => net.call(rand(2, 3, 16, 16), ModelChecks.Sentences([3, 4, 2], [5, 2, 0])));
        ModelChecks.SameSeedSameBits(() => new CaptionDecoder(Decoder), net => net.call(rand(1, 4, 16), ModelChecks.Sentences([3, 2])));
    }
}
