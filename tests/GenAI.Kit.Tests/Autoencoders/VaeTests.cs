using GenAI.Kit.Autoencoders;
using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Tests.Autoencoders;

[Collection("torch")]
public sealed class VaeTests
{
    private static readonly VaeConfig Tiny = new(Side: 4, Hidden: 12, Latent: 3);

    [Fact]
    public void ShapesAreAsDocumented()
    {
        using var scope = NewDisposeScope();
        using var vae = new Vae(Tiny);
        var pass = vae.call(rand(5, 1, 4, 4));
        Assert.Equal([5, 16], pass.Logits.shape);
        Assert.Equal([5, 3], pass.Posterior.Mu.shape);
        Assert.Equal([5, 3], pass.Posterior.Kl().shape);
        Assert.Equal([7, 1, 4, 4], vae.Sample(7).shape);
        Assert.Equal([5, 1, 4, 4], vae.Decode(randn(5, 3)).shape);
        Assert.Equal([2, 5, 16], vae.Logits(randn(2, 5, 3)).shape);
        Assert.Equal([2, 5], Vae.LogLikelihood(rand(5, 16), vae.Logits(randn(2, 5, 3))).shape);
    }

    [Fact]
    public void KeysAreTheFieldsNames()
    {
        using var vae = new Vae(Tiny);
        Assert.Equal(["decoder", "toLogVar", "toMu", "trunk"], ModelChecks.Fields(vae));
    }

    [Fact]
    public void WithoutWeightsItPaysLog2APixelAndNothingForTheCode()
    {
        using var scope = NewDisposeScope();
        using var vae = new Vae(Tiny);
        using var _ = no_grad();
        foreach (var p in vae.parameters()) p.fill_(0);
        Assert.Equal(16 * Math.Log(2), vae.Loss(rand(6, 1, 4, 4)).item<float>(), 1e-4);
        Assert.Equal(16 * Math.Log(2) + 3 * 0.5, vae.Loss(rand(6, 1, 4, 4), freeNats: 0.5).item<float>(), 1e-4);
    }

    [Fact]
    public void BetaWeighsTheKl()
    {
        using var scope = NewDisposeScope();
        using var vae = new Vae(Tiny);
        var x = rand(8, 1, 4, 4);
        double Loss(double beta) { Seed.Everything(1); return vae.Loss(x, beta).item<float>(); }
        var kl = vae.Encode(x).Kl().sum(1).mean().item<float>();
        Assert.Equal(3 * kl, Loss(4) - Loss(1), 1e-4);
    }

    [Fact]
    public void OverfitsOneBatchAndLeavesNothing()
    {
        Seed.Everything(1);
        using var vae = new Vae(Tiny);
        using var x = rand(4, 1, 4, 4).round();
        Assert.InRange(ModelChecks.OverfitsAndLeavesNothing(vae, () => vae.Loss(x, beta: 0.01)), 0, 1);
    }

    [Fact]
    public void SameSeedSameBits() => ModelChecks.SameSeedSameBits(() => new Vae(Tiny), vae => vae.Sample(4));

    [Fact]
    public void TheKlIsTheClosedFormAndTheMeanOfDraws()
    {
        using var scope = NewDisposeScope();
        Seed.Everything(1);
        var standard = new DiagonalGaussian(zeros(1, 2), zeros(1, 2));
        Assert.Equal(0, standard.Kl().abs().sum().item<float>());
        var q = new DiagonalGaussian(full([200_000, 1], 1.5f), full([200_000, 1], (float)Math.Log(0.25)));
        var z = q.Sample();
        var prior = new DiagonalGaussian(zeros(200_000, 1), zeros(200_000, 1));
        var drawn = (q.LogDensity(z) - prior.LogDensity(z)).mean().item<float>();
        Assert.Equal(0.5 * (1.5 * 1.5 + 0.25 - Math.Log(0.25) - 1), q.Kl()[0].item<float>(), 1e-5);
        Assert.Equal(q.Kl()[0].item<float>(), drawn, 0.02);
    }

    [Fact]
    public void MoreCodesTightenTheBoundAndOneIsTheElbo()
    {
        using var scope = NewDisposeScope();
        Seed.Everything(1);
        using var vae = new Vae(Tiny);
        using var _ = no_grad();
        foreach (var (key, value) in vae.state_dict()) value.mul_(2);             // a posterior that q misses
        var x = rand(4000, 1, 4, 4);
        double Bound(int k) => ImportanceWeighted.Bound(vae, x, k).mean().item<float>();
        Assert.Equal([4000], ImportanceWeighted.Bound(vae, x, 2).shape);
        Assert.Equal(-vae.Loss(x).item<float>(), Bound(1), 0.2);
        Assert.True(Bound(1) < Bound(5) && Bound(5) < Bound(50));
    }
}
