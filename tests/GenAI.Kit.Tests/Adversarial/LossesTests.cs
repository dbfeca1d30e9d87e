using GenAI.Kit.Adversarial;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GenAI.Kit.Tests.Adversarial;

[Collection("torch")]
public sealed class LossesTests
{
    private static double Number(Tensor x) => x.to(float64).item<double>();

    [Fact]
    public void NothingCanBeToldApartAtLogit0()
    {
        using var scope = NewDisposeScope();
        var zero = zeros(5, float64);
        Assert.Equal(2 * Math.Log(2), Number(GanLoss.NonSaturating.Discriminator(zero, zero)), 1e-12);
        Assert.Equal(Math.Log(2), Number(GanLoss.NonSaturating.Generator(zero, zero)), 1e-12);
        Assert.Equal(-Math.Log(2), Number(GanLoss.Saturating.Generator(zero, zero)), 1e-12);
        Assert.Equal(Math.Log(2), Number(GanLoss.Relativistic.Discriminator(zero + 3, zero + 3)), 1e-12);
        Assert.Equal(0, Number(GanLoss.Wasserstein.Discriminator(zero, zero)));
    }

    [Fact]
    public void LossesAreTheirFormulas()
    {
        using var scope = NewDisposeScope();
        var (real, fake) = (tensor(new[] { 2.0, -1 }), tensor(new[] { 0.5, -3 }));
        double Log(double p) => Math.Log(p);
        double D(double logit) => 1 / (1 + Math.Exp(-logit));
        Assert.Equal(-(Log(D(2)) + Log(D(-1)) + Log(1 - D(0.5)) + Log(1 - D(-3))) / 2,
            Number(GanLoss.NonSaturating.Discriminator(real, fake)), 1e-12);
        Assert.Equal(Number(GanLoss.NonSaturating.Discriminator(real, fake)),
            Number(GanLoss.Saturating.Discriminator(real, fake)));
        Assert.Equal((Log(1 - D(0.5)) + Log(1 - D(-3))) / 2, Number(GanLoss.Saturating.Generator(real, fake)), 1e-12);
        Assert.Equal(-(Log(D(0.5)) + Log(D(-3))) / 2, Number(GanLoss.NonSaturating.Generator(real, fake)), 1e-12);
        Assert.Equal(-(Log(D(1.5)) + Log(D(2))) / 2, Number(GanLoss.Relativistic.Discriminator(real, fake)), 1e-12);
        Assert.Equal(-(Log(D(-1.5)) + Log(D(-2))) / 2, Number(GanLoss.Relativistic.Generator(real, fake)), 1e-12);
        Assert.Equal(-1.25 - 0.5, Number(GanLoss.Wasserstein.Discriminator(real, fake)), 1e-12);
        Assert.Equal(1.25, Number(GanLoss.Wasserstein.Generator(real, fake)), 1e-12);
    }

    [Fact]
    public void WhereTheDiscriminatorIsSureTheSaturatingLossHasNoGradientAndTheOtherHas()
    {
        using var scope = NewDisposeScope();
        Tensor Slope(GanLoss game)
        {
            var logit = tensor(new[] { -20.0 }).requires_grad_();
            game.Generator(zeros_like(logit), logit).backward();
            return logit.grad!;
        }
        Assert.InRange(Number(Slope(GanLoss.Saturating).abs()), 0, 1e-8);
        Assert.Equal(-1, Number(Slope(GanLoss.NonSaturating)), 1e-8);
    }

    [Fact]
    public void ClippingCutsEveryWeight()
    {
        using var net = nn.Linear(3, 3);
        using (no_grad()) net.weight.fill_(2);
        WeightClipping.Clip(net, 0.25);
        Assert.All(net.parameters(), p => Assert.InRange(p.abs().max().item<float>(), 0, 0.25f));
        Assert.Equal(0.25f, net.weight.min().item<float>());
    }

    [Fact]
    public void PacksAreNeighboursAndARestIsRefused()
    {
        using var scope = NewDisposeScope();
        var x = arange(12).reshape(6, 2);
        Assert.True(Packing.Pack(x, 3).equal(arange(12).reshape(2, 6)).all().item<bool>());
        Assert.True(Packing.Pack(x, 1).equal(x).all().item<bool>());
        Assert.Contains("packed by 4", Assert.Throws<ArgumentException>(() => Packing.Pack(x, 4)).Message);
    }

    /// <summary>f(x) = w·x² / 2 has the gradient w·x, and the penalties are known, as are their gradients by w.</summary>
    [Fact]
    public void PenaltiesAndTheirGradientsAreTheAnalyticOnes()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new[,] { { 3.0, 4.0 }, { 0.0, 2.0 } });                    // |x| = 5 and 2
        var w = new Parameter(tensor(0.5));
        Tensor F(Tensor at) => w * at.square().sum(1) / 2;
        var r1 = GradientPenalty.R1(F, x);
        Assert.Equal(0.25 * (25 + 4) / 2, Number(r1), 1e-12);
        r1.backward();
        Assert.Equal(2 * 0.5 * (25 + 4) / 2, Number(w.grad!), 1e-10);
        w.grad!.zero_();
        var between = GradientPenalty.Between(F, x, x);                           // every point between x and x is x
        Assert.Equal((1.5 * 1.5 + 0) / 2, Number(between), 1e-6);                 // slopes 2.5 and 1
        between.backward();
        Assert.Equal(2 * 1.5 * 5 / 2, Number(w.grad!), 1e-5);                     // d/dw (5w − 1)²
    }

    [Fact]
    public void PointsBetweenLieOnTheLines()
    {
        using var scope = NewDisposeScope();
        Seed.Everything(1);
        Tensor? seen = null;
        Tensor F(Tensor at)
        {
            seen = at;
            return at.square().sum(1);
        }
        GradientPenalty.Between(F, zeros(200, 2), ones(200, 2) * tensor(new[] { 1f, 2f }));
        var t = seen![.., 0];
        Assert.True((seen[.., 1] - 2 * t).abs().max().item<float>() < 1e-6);
        Assert.InRange(t.min().item<float>(), 0, 0.05);
        Assert.InRange(t.max().item<float>(), 0.95, 1);
        Assert.Equal(0.5, t.mean().item<float>(), 0.07);
    }
}
