using GenAI.Kit.Sequences;
using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Tests.Sequences;

[Collection("torch")]
public sealed class AskedModelsTests
{
    [Fact]
    public void ATransformerReadsItsSourceWithoutDropoutAndGradients()
    {
        using var scope = NewDisposeScope();
        Seed.Everything(1);
        using var model = new Transformer(new(6, 6, Channels: 8, Heads: 2, Layers: 1, Hidden: 16, Dropout: 0.5));
        model.train();
        var source = tensor(new long[] { 3, 4, 5, 2 }).unsqueeze(0);
        var (one, other) = (Asked(), Asked());
        Assert.False(one.requires_grad);
        Assert.True(one.equal(other).all().item<bool>());
        Assert.True(model.training);

        Tensor Asked()
        {
            var reader = model.Given(source);
            return Scope.Eval(model, () => reader.Next(zeros(1, 0, int64)));
        }
    }

    [Fact]
    public void LanguageModelsOfDifferentClassesWriteFromOneList()
    {
        using var scope = NewDisposeScope();
        ILanguageModel[] models = [new BigramNet(new(4)), new MlpLanguageModel(new(4)), new CausalConvNet(new(4))];
        foreach (var model in models)
            Assert.Equal([2, 3], model.Sample(zeros(2, 1, int64), 3, Decoding.Greedy).shape);
    }

    [Fact]
    public void WhatIsNoModuleIsRefusedByName()
    {
        var e = Assert.Throws<ArgumentException>(() => new NoModule().AsNextToken());
        Assert.Contains(nameof(NoModule), e.Message);
    }

    private sealed class NoModule : ILanguageModel
    {
        public Tensor call(Tensor tokens) => tokens;
    }
}
