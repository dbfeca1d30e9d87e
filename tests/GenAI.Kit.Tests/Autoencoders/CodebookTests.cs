using GenAI.Kit.Autoencoders;
using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Tests.Autoencoders;

[Collection("torch")]
public sealed class CodebookTests
{
    [Fact]
    public void ShapesAreAsDocumented()
    {
        using var scope = NewDisposeScope();
        using var book = new Codebook(5, 3);
        var q = book.call(randn(7, 3));
        Assert.Equal([7], q.Codes.shape);
        Assert.Equal([7, 3], q.Vectors.shape);
        Assert.Equal([], q.Commitment.shape);
        Assert.Equal([2, 4, 3], book.Lookup(zeros(2, 4, int64)).shape);
        Assert.Equal(["counts", "sums", "vectors"], ModelChecks.Fields(book));
    }

    [Fact]
    public void TakesTheNearestAndPassesTheGradientStraight()
    {
        using var scope = NewDisposeScope();
        using var book = new Codebook(3, 1);
        Set(book, -1, 0, 1);
        book.eval();
        var z = tensor(new[] { 0.7f, -0.4f }).reshape(2, 1).requires_grad_();
        var q = book.call(z);
        Assert.Equal([2, 1], q.Codes.data<long>().ToArray());
        Assert.Equal([1, 0], q.Vectors.detach().data<float>().ToArray());
        Assert.Equal((0.09 + 0.16) / 2, q.Commitment.item<float>(), 1e-6);
        (3 * q.Vectors).sum().backward();
        Assert.Equal([3, 3], z.grad!.data<float>().ToArray());
    }

    [Fact]
    public void EntriesAreRunningMeansOfTheirFollowers()
    {
        using var scope = NewDisposeScope();
        Seed.Everything(1);
        using var book = new Codebook(2, 1, decay: 0.5, revive: 0);
        Set(book, 0, 10);
        var z = tensor(new[] { 1f, 3, 9 }).reshape(3, 1);
        book.call(z);
        Assert.Equal([2, 9], book.Lookup(arange(2)).data<float>().ToArray());
        book.call(z + 1);                                                         // m = (2 + 3)/…: ½·2 + ½·6 over ½·1 + ½·2
        Assert.Equal((0.5 * 2 + 0.5 * 6) / (0.5 * 1 + 0.5 * 2), book.Lookup(arange(2))[0].item<float>(), 1e-5);
    }

    [Fact]
    public void DeadEntriesAreMovedOntoData()
    {
        using var scope = NewDisposeScope();
        Seed.Everything(1);
        using var book = new Codebook(4, 2, revive: 1);
        Set(book, 100, 100, 100, 100, 100, 100, 100, 100);
        var z = randn(50, 2);
        book.call(z);
        var away = (book.Lookup(arange(4)).unsqueeze(1) - z).abs().sum(dim: 2).amin([1L]);   // to the nearest point
        Assert.True(away.max().item<float>() < 1e-5);
        using var still = new Codebook(4, 2, revive: 0);
        Set(still, 0, 0, 100, 100, 100, 100, 100, 100);
        for (var i = 0; i < 5; i++) still.call(z);
        Assert.Equal(100, still.Lookup(arange(4))[3, 0].item<float>());           // nobody ever chose it
        Assert.True(still.Nearest(z).eq(0).all().item<bool>());
    }

    /// <summary>An entry is dead by its share of the followers, not by their number: also with a quarter of a follower
    /// for each entry, or with a thousand, those that are chosen as often as others stay.</summary>
    [Theory]
    [InlineData(64, 256)]
    [InlineData(4096, 256)]
    [InlineData(8000, 8)]
    public void EntriesThatAreChosenAsOftenAsOthersStay(int rows, int entries)
    {
        using var scope = NewDisposeScope();
        Seed.Everything(1);
        using var book = new Codebook(entries, 2);
        var counts = book.state_dict()["counts"];
        var moved = 0L;
        for (var batch = 0; batch < 201; batch++)
        {
            using var step = NewDisposeScope();
            book.call(rand(rows, 2));
            if (batch > 0) moved += counts.eq(2.0 / 32 * rows / entries).sum().item<long>();      // at first all are
        }
        Assert.InRange(moved / (double)entries, 0, 0.25);
    }

    [Fact]
    public void InEvaluationNothingMoves()
    {
        using var scope = NewDisposeScope();
        using var book = new Codebook(4, 2);
        book.call(randn(50, 2));
        var before = book.Lookup(arange(4)).clone();
        book.eval();
        book.call(randn(50, 2));
        Assert.True(book.Lookup(arange(4)).equal(before).all().item<bool>());
    }

    private static void Set(Codebook book, params float[] values)
    {
        var vectors = book.state_dict()["vectors"];
        vectors.copy_(tensor(values).reshape(vectors.shape));
    }
}
