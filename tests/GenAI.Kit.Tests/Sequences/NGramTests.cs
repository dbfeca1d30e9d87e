using GenAI.Kit.Sequences;
using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Tests.Sequences;

[Collection("torch")]
public sealed class NGramTests
{
    private static readonly CharTokenizer Letters = new(".ab");

    [Fact]
    public void CountsAreProbabilities()
    {
        using var scope = NewDisposeScope();
        var (x, y) = NextToken.Rows(["ab", "aa", "b"], Letters);          // .ab. .aa. .b.
        var bigram = new NGram(new(3)).Fit(x, y);
        Assert.Equal([0, 2 / 3.0, 1 / 3.0], bigram.Probabilities(0));
        Assert.Equal([1 / 3.0, 1 / 3.0, 1 / 3.0], bigram.Probabilities(1));
        Assert.Equal([1, 0, 0], bigram.Probabilities(1, 2));              // only the last token counts
        Assert.Equal(3, bigram.Contexts);
        var pairs = new[] { 2 / 3.0, 1 / 3.0, 1, 2 / 3.0, 1 / 3.0, 1 / 3.0, 1 / 3.0, 1 };
        Assert.Equal(-pairs.Sum(Math.Log) / 8, bigram.Loss(x, y), 1e-12);
    }

    [Fact]
    public void WhatWasNotSeenIsImpossibleUntilSmoothed()
    {
        using var scope = NewDisposeScope();
        var (x, y) = NextToken.Rows(["ab", "aa", "b"], Letters);
        var (newX, newY) = NextToken.Rows(["bb"], Letters);
        Assert.Equal(double.PositiveInfinity, new NGram(new(3)).Fit(x, y).Loss(newX, newY));
        var add = new NGram(new(3, Add: 0.5)).Fit(x, y);
        Assert.Equal([2.5 / 3.5, 0.5 / 3.5, 0.5 / 3.5], add.Probabilities(2), (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Equal([1 / 3.0, 1 / 3.0, 1 / 3.0], new NGram(new(3, Order: 3)).Fit(x, y).Probabilities(2, 2));
    }

    [Fact]
    public void BackOffAsksTheShorterContext()
    {
        using var scope = NewDisposeScope();
        var (x, y) = NextToken.Rows(["ab", "aa", "b"], Letters);
        var model = new NGram(new(3, BackOff: 2)).Fit(x, y);
        double Alone(int count) => (count + 2 / 3.0) / (8 + 2);           // of 8 tokens: 3 ends, 3 a, 2 b
        Assert.Equal((2 + 2 * Alone(3)) / (3 + 2), model.Probabilities(0)[1], 1e-12);
        for (var n = 1; n <= 5; n++)
        {
            var any = new NGram(new(3, n, BackOff: 0.7)).Fit(x, y);
            foreach (var context in new long[][] { [], [0], [1, 2], [2, 2, 2, 2] })
                Assert.Equal(1, any.Probabilities(context).Sum(), 1e-12);
        }
    }

    [Fact]
    public void TheLongestContextIsLearnedByHeart()
    {
        using var scope = NewDisposeScope();
        var (x, y) = NextToken.Rows(["abba"], Letters);
        var model = new NGram(new(3, Order: 4)).Fit(x, y);
        Assert.Equal(0, model.Loss(x, y), 1e-12);
        Assert.Equal("abba", Letters.Decode(model.Sample(9, new Random(1))));
    }

    [Fact]
    public void SamplesFollowTheProbabilities()
    {
        using var scope = NewDisposeScope();
        var (x, y) = NextToken.Rows(["ab", "aa", "b"], Letters);
        var model = new NGram(new(3)).Fit(x, y);
        var random = new Random(1);
        var first = Enumerable.Range(0, 3000).Count(_ => model.Sample(5, random)[0] == 1);
        Assert.InRange(first, 1900, 2100);
        Assert.Equal(50, model.Sample(50, random, endless: true).Length);
    }

    [Fact]
    public void RowsBeginAndEndWithTokenZero()
    {
        using var scope = NewDisposeScope();
        var (x, y) = NextToken.Rows(["ab", "", "a"], Letters);
        Assert.Equal([0, 1, 2, 0, 0, 0, 0, 1, 0], x.data<long>().ToArray());
        Assert.Equal([1, 2, 0, 0, NextToken.Ignored, NextToken.Ignored, 1, 0, NextToken.Ignored], y.data<long>().ToArray());
        Assert.Equal(["ab", "", "a"], NextToken.Texts(x[.., 1..], Letters));
    }
}
