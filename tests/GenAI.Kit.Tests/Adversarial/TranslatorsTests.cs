using GenAI.Kit.Adversarial;
using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Tests.Adversarial;

/// <summary>Patch critic, pix2pix, CycleGAN and the pool of lesson 3.3.</summary>
[Collection("torch")]
public sealed class TranslatorsTests
{
    private static readonly PatchConfig Patches = new(Channels: 4, Maps: 16, Stages: 1);
    private static readonly Pix2PixConfig Painting = new(From: 1, To: 3, Maps: 16, Stages: 3);
    private static readonly CycleGanConfig Trips = new(Channels: 3, Maps: 16, Blocks: 1);

    [Fact]
    public void ShapesAreAsDocumented()
    {
        using var scope = NewDisposeScope();
        Assert.Equal([2, 6, 6], new PatchDiscriminator(Patches).call(rand(2, 4, 16, 16)).shape);
        Assert.Equal([2, 14, 14], new PatchDiscriminator(new()).call(rand(2, 3, 64, 64)).shape);
        Assert.Equal([5, 3, 16, 24], new Pix2PixGenerator(Painting).call(rand(5, 1, 16, 24)).shape);
        Assert.Equal([5, 3, 16, 16], new Pix2PixGenerator(Painting).Paint(rand(5, 1, 16, 16)).shape);
        var trips = new CycleGan(Trips).call(rand(2, 3, 16, 16), rand(3, 3, 8, 8));
        Assert.Equal([2, 3, 16, 16], trips.FakeB.shape);
        Assert.Equal([2, 3, 16, 16], trips.AgainA.shape);
        Assert.Equal([3, 3, 8, 8], trips.FakeA.shape);
        Assert.Equal([3, 3, 8, 8], trips.AgainB.shape);
    }

    [Fact]
    public void KeysAreTheFieldsNames()
    {
        Assert.Equal(["net"], ModelChecks.Fields(new PatchDiscriminator(Patches)));
        Assert.Equal(["down", "output", "stem", "up"], ModelChecks.Fields(new Pix2PixGenerator(Painting)));
        Assert.Equal(["back", "there"], ModelChecks.Fields(new CycleGan(Trips)));
    }

    /// <summary>By the gradient of one answer: not zero in a square of this side, and zero outside of it.</summary>
    [Theory]
    [InlineData(1, 16)]
    [InlineData(2, 34)]
    [InlineData(3, 70)]
    public void An_answer_depends_on_its_patch_and_on_nothing_else(int stages, int side)
    {
        using var scope = NewDisposeScope();
        Seed.Everything(1);
        PatchConfig c = new(Channels: 1, Maps: 16, Stages: stages);
        using var critic = new PatchDiscriminator(c).to(float64);
        Assert.Equal(side, c.Patch);
        var x = rand([1, 1, 128, 128], float64, requires_grad: true);
        var answers = critic.call(x);
        var middle = answers.shape[1] / 2;
        answers[0, middle, middle].backward();
        var reached = x.grad!.ne(0)[0, 0];
        foreach (var along in new[] { 0L, 1L })
        {
            var lines = reached.any(along).nonzero().flatten().Longs();
            Assert.Equal(side, lines.Length);
            Assert.Equal(side - 1, lines[^1] - lines[0]);
        }
    }

    [Fact]
    public void A_critic_of_zeros_cannot_tell_and_a_painter_of_zeros_paints_grey()
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var (painter, critic) = (Zero(new Pix2PixGenerator(Painting)), Zero(new PatchDiscriminator(Patches)));
        var (x, y) = (rand(3, 1, 16, 16), zeros(3, 3, 16, 16));
        Assert.Equal(0.5, painter.Paint(x).mean().Number());
        var game = new Pix2Pix(painter, critic, lambda: 10);
        Assert.Equal(2 * Math.Log(2), game.CriticLoss(x, y).Number(), 6);
        Assert.Equal(Math.Log(2) + 10 * 0.5, game.GeneratorLoss(x, y).Number(), 5);
        using var trips = Zero(new CycleGan(Trips));
        Assert.Equal(0.5, trips.There(y).mean().Number());
        Assert.Equal(2 * 0.5, trips.call(y, y).Loss(y, y).Number(), 6);
        Assert.Equal(2 * 0.5, trips.IdentityLoss(y, y).Number(), 6);
    }

    [Fact]
    public void Round_trips_of_inverse_maps_end_at_home()
    {
        using var scope = NewDisposeScope();
        var (a, b) = (rand([3, 3, 8, 8], float64), rand([2, 3, 8, 8], float64));
        Tensor Turned(Tensor x) => x.flip(3) * 2 - 1;
        Tensor BackAgain(Tensor x) => (x.flip(3) + 1) / 2;
        var trips = RoundTrips.Of(Turned, BackAgain, a, b);
        Assert.Equal(0, trips.Loss(a, b).Number(), 12);
        Assert.Equal(0, (trips.FakeB - Turned(a)).abs().max().Number());
        Assert.True(RoundTrips.Of(Turned, Turned, a, b).Loss(a, b).Number() > 0.1);
        // Noise in the middle is halved on the way to A and doubled on the way to B; the mean of |ε| is √(2/π).
        Seed.Everything(1);
        var (many, others) = (rand([40, 3, 16, 16], float64), rand([40, 3, 16, 16], float64));
        var shaken = RoundTrips.Of(Turned, BackAgain, many, others, noise: 0.1).Loss(many, others).Number();
        Assert.Equal((0.05 + 0.2) * Math.Sqrt(2 / Math.PI), shaken, 2);
    }

    [Fact]
    public void Noise_lies_in_the_middle_in_training_only()
    {
        using var scope = NewDisposeScope();
        using var trips = new CycleGan(Trips with { Noise = 0.5 });
        var (a, b) = (rand(2, 3, 8, 8), rand(2, 3, 8, 8));
        bool Same() => trips.call(a, b).AgainA.equal(trips.call(a, b).AgainA).all().item<bool>();
        Assert.False(Same());
        Assert.True(trips.call(a, b).FakeB.equal(trips.There(a)).all().item<bool>());
        trips.eval();
        Assert.True(Same());
    }

    [Fact]
    public void The_critic_teaches_the_painter_and_not_the_other_way_round()
    {
        using var scope = NewDisposeScope();
        using var painter = new Pix2PixGenerator(Painting);
        using var critic = new PatchDiscriminator(Patches);
        var game = new Pix2Pix(painter, critic, lambda: 0);
        var (x, y) = (rand(2, 1, 16, 16), rand(2, 3, 16, 16));
        game.CriticLoss(x, y, gamma: 1).backward();
        Assert.All(painter.parameters(), weight => Assert.True(weight.grad is null));
        Assert.Contains(critic.parameters(), weight => weight.grad!.abs().max().Number() > 0);
        game.GeneratorLoss(x, y).backward();
        Assert.Contains(painter.parameters(), weight => weight.grad!.abs().max().Number() > 0);
    }

    [Fact]
    public void The_price_of_the_slope_is_that_of_a_patch()
    {
        using var scope = NewDisposeScope();
        using var critic = new PatchDiscriminator(new(1, 16, 1)).to(float64);
        var x = rand([3, 1, 16, 20], float64);
        var at = x.clone().requires_grad_();
        critic.call(at).sum().backward();
        var expected = at.grad!.square().sum([1, 2, 3]).mean().Number() / (6 * 8);
        Assert.Equal(expected, critic.Penalty(x).Number(), 9);
    }

    [Fact]
    public void A_pool_gives_the_new_until_it_is_full_and_then_half_of_them_old()
    {
        using var scope = NewDisposeScope();
        using var pool = new ImagePool(size: 50, seed: 2);
        Tensor Numbered(int from, int count) => arange(from, from + count).to(float32).reshape(-1, 1, 1, 1);
        long[] Given(int from, int count) => pool.Exchange(Numbered(from, count)).@long().flatten().Longs();
        Assert.Equal(Enumerable.Range(0, 50).Select(n => (long)n), Given(0, 30).Concat(Given(30, 20)));
        Assert.Equal(50, pool.Count);
        var (seen, old) = (new HashSet<long>(), 0);
        for (var step = 0; step < 100; step++)
        {
            var given = Given(50 + 4 * step, 4);
            foreach (var (n, k) in given.Select((n, k) => (n, k)))
            {
                if (n == 50 + 4 * step + k) continue;
                old++;
                Assert.True(n < 50 + 4 * step + k, "a picture from the future");
                Assert.True(seen.Add(n), "what was given away is gone");   // an old one leaves the pool for good
            }
        }
        Assert.InRange(old, 160, 240);                                            // of 400, even chances
        Assert.Equal(50, pool.Count);
    }

    [Fact]
    public void A_pool_keeps_values_not_graphs_and_frees_them()
    {
        using var weight = ones(1, requires_grad: true);
        var live = LiveTensors.Count();
        using (var pool = new ImagePool(3, seed: 1))
        {
            for (var step = 0; step < 20; step++)
            {
                using var scope = NewDisposeScope();
                Assert.False(pool.Exchange(weight * rand(2, 3, 4, 4)).requires_grad);
            }
            Assert.Equal(live + 3, Tensor.TotalCount);
        }
        Assert.Equal(live, Tensor.TotalCount);
        using var none = new ImagePool(0);
        using var fakes = rand(2, 3, 4, 4);
        using var given = none.Exchange(fakes);
        Assert.True(given.equal(fakes).all().item<bool>());
    }

    [Fact]
    public void They_learn_one_batch_and_leave_nothing()
    {
        Seed.Everything(1);
        using var critic = new PatchDiscriminator(Patches);
        using var painter = new Pix2PixGenerator(Painting);
        using var trips = new CycleGan(Trips);
        using Tensor x = rand(2, 1, 16, 16), y = rand(2, 3, 2, 2).repeat_interleave(8, 2).repeat_interleave(8, 3);
        using Tensor a = 0.2 + 0.3 * y, b = 1 - a, real = rand(2, 4, 16, 16), fake = rand(2, 4, 16, 16);
        Assert.InRange(ModelChecks.OverfitsAndLeavesNothing(critic,
            () => GanLoss.NonSaturating.Discriminator(critic.call(real), critic.call(fake)), 100), 0, 0.1);
        Assert.InRange(ModelChecks.OverfitsAndLeavesNothing(painter, () => Pix2Pix.Distance(painter.call(x), y), 100),
            0, 0.05);
        Assert.InRange(ModelChecks.OverfitsAndLeavesNothing(trips, () =>
            trips.call(a, b).Loss(a, b) + (trips.There(a) - b).abs().mean(), 200), 0, 0.2);
        var game = new Pix2Pix(painter, critic);
        ModelChecks.OverfitsAndLeavesNothing(critic, () => game.CriticLoss(x, y, gamma: 1), 100, 1e-3);
        ModelChecks.OverfitsAndLeavesNothing(painter, () => game.GeneratorLoss(x, y), 100, 1e-3);
    }

    /// <summary>Freed memory is full of NaN here. A layer that reads what nobody has written shows it: see
    /// <see cref="Core.ConvolutionTests"/>.</summary>
    [Fact]
    public void No_gradient_reads_memory_that_nobody_wrote()
    {
        Seed.Everything(1);
        using var critic = new PatchDiscriminator(Patches);
        using var painter = new Pix2PixGenerator(Painting);
        using var trips = new CycleGan(Trips);
        var game = new Pix2Pix(painter, critic);
        for (var round = 0; round < 10; round++)
        {
            using var scope = NewDisposeScope();
            var (x, y) = (rand(2, 1, 16, 16), rand(2, 3, 16, 16));
            foreach (var (net, loss) in new (nn.Module, Func<Tensor>)[]
            {
                (critic, () => game.CriticLoss(x, y, gamma: 1)), (painter, () => game.GeneratorLoss(x, y)),
                (trips, () => trips.call(y, 1 - y).Loss(y, 1 - y) + trips.IdentityLoss(y, 1 - y)),
            })
            {
                net.zero_grad();
                var value = loss();
                ModelChecks.LeaveNaN();
                value.backward();
                Assert.All(net.parameters(), weight => Assert.True(weight.grad!.isfinite().all().item<bool>()));
            }
        }
    }

    [Fact]
    public void SameSeedSameBits()
    {
        ModelChecks.SameSeedSameBits(() => new PatchDiscriminator(Patches), net => net.call(rand(2, 4, 16, 16)));
        ModelChecks.SameSeedSameBits(() => new Pix2PixGenerator(Painting), net => net.Paint(rand(2, 1, 16, 16)));
        ModelChecks.SameSeedSameBits(() => new CycleGan(Trips with { Noise = 0.1 }),
            net => net.call(rand(2, 3, 8, 8), rand(2, 3, 8, 8)).AgainB);
    }

    private static T Zero<T>(T net) where T : nn.Module
    {
        foreach (var weight in net.parameters()) weight.fill_(0);
        return net;
    }
}
