using GenAI.Kit.Layers;
using GenAI.Kit.Plotting;
using GenAI.Kit.Sequences;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GenAI.Kit.Tests.Plotting;

[Collection("torch")]
public sealed class SummaryTests
{
    private static void Check(long weights, long multiplications, nn.Module model, params Tensor[] inputs)
    {
        var row = Summary.Of(model, inputs).Rows[^1];
        Assert.Equal((weights, multiplications), (row.Weights, row.Multiplications));
    }

    /// <summary>Counted by hand.</summary>
    [Fact]
    public void Weights_and_multiplications_are_right()
    {
        using var scope = NewDisposeScope();
        var small = Sequential(Linear(3, 4), ReLU(), Linear(4, 2));
        Check(3 * 4 + 4 + 4 * 2 + 2, 12 + 8, small, rand(1, 3));
        Check(26, 5 * 20, small, rand(5, 3));
        Check(2 * 9 + 2, 2 * 16 * 9, Sequential(Conv2d(1, 2, 3, padding: 1)), rand(1, 1, 4, 4));
        Check(4 * 9 + 4, 4 * 16 * 9, Sequential(Conv2d(4, 4, 3, padding: 1, groups: 4)), rand(1, 4, 4, 4));
        Check(2 * 16 + 1, 2 * 4 * 16, Sequential(ConvTranspose2d(2, 1, 4, stride: 2, padding: 1)), rand(1, 2, 2, 2));
        Check(2 * 25 + 2, 2 * 64 * 25, Sequential(new MaskedConv2d(1, 2, 5, false)), rand(1, 1, 8, 8));
    }

    /// <summary>Of T places and C channels: projections 3·T·C², scores and mixing T²·C each, the way out T·C².</summary>
    [Fact]
    public void Attention_counts_its_products()
    {
        using var scope = NewDisposeScope();
        const int t = 3, s = 5, c = 4;
        const int weights = 4 * c * c + 4 * c;
        Check(weights, 4 * t * c * c + 2 * t * t * c, new MultiHeadAttention(c, 2), rand(1, t, c));
        Check(weights, t * c * c + 2 * s * c * c + 2 * t * s * c + t * c * c, new MultiHeadAttention(c, 2),
            rand(1, t, c), rand(1, s, c));
    }

    [Fact]
    public void Equal_blocks_are_told_once_and_their_names_shapes_and_sums_stand()
    {
        using var scope = NewDisposeScope();
        var summary = Summary.Of(new Gpt(new(7, 8, 3, 2, 16)), zeros(1, 8, int64));
        var block = summary.Rows.Single(row => row.What == "GptBlock");
        Assert.Equal((3, "blocks.0", 1), (block.Times, block.Name, block.Depth));
        var rows = summary.Rows.Where(row => row.Depth == 1).ToArray();
        Assert.Equal(summary.Rows[^1].Weights, rows.Sum(row => row.Weights));
        Assert.Equal(summary.Rows[^1].Multiplications, rows.Sum(row => row.Multiplications) + 8 * 7 * 16);   // tied head
        Assert.Equal(new long[] { 1, 8, 7 }, summary.Rows[^1].Shape);
        Assert.Contains("0 ×3", summary.ToString());
        Assert.Contains("GptBlock", summary.ToMimeBundle()["text/html"]);
    }

    [Fact]
    public void A_layer_that_is_called_again_has_its_weights_once()
    {
        using var scope = NewDisposeScope();
        var model = new RecurrentLanguageModel(new(5, 4, 6));
        var cell = Summary.Of(model, zeros(1, 9, int64)).Rows.Single(row => row.What == "GruCell");
        Assert.Equal(9, cell.Times);
        Assert.Equal(4 * 18 + 18 + 6 * 18 + 18, cell.Weights);
        Assert.Equal(9 * (4 * 18 + 6 * 18), cell.Multiplications);
    }

    [Fact]
    public void Another_number_of_inputs_is_an_error_in_words()
    {
        using var scope = NewDisposeScope();
        var error = Assert.Throws<ArgumentException>(() => Summary.Of(Sequential(Linear(2, 2)), rand(1, 2), rand(1, 2)));
        Assert.Equal("Sequential.forward does not read 2 tensors.", error.Message);
    }
}
