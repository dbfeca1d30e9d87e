using GenAI.Kit.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GenAI.Kit.Tests.Training;

[Collection("torch")]
public sealed class TrainerTests
{
    private sealed class Line(int inputs = 1) : Net<Tensor, Tensor>(nameof(Line))
    {
        private readonly Linear layer = nn.Linear(inputs, 1);
        private readonly Dropout drop = nn.Dropout(0.01);

        public Tensor Weight => layer.weight;
        public override Tensor forward(Tensor x) => layer.call(drop.call(x));
        public Tensor Loss(Tensor x, Tensor y) => nn.functional.mse_loss(call(x), y);
    }

    private static (Tensor X, Tensor Y) Points(int count = 100)
    {
        using var generator = Seed.Generator(5);
        var x = randn(count, 1, generator: generator);
        return (x, 3 * x + 1);
    }

    private static double[] Train(TrainerConfig c, Line model, double rate = 0.05, Action<TrainerStep>? report = null)
    {
        using var scope = NewDisposeScope();
        var (x, y) = Points();
        using var adam = optim.Adam(model.parameters(), rate);
        using var trainer = new Trainer(model, adam, c);
        return trainer.Fit([x, y], batch => model.Loss(batch[0], batch[1]), report);
    }

    [Fact]
    public void FitsALineAndReports()
    {
        Seed.Everything(1);
        using var model = new Line();
        var reports = new List<TrainerStep>();
        var losses = Train(new(Steps: 300, Batch: 32), model, report: reports.Add);
        Assert.Equal(3, model.Weight.item<float>(), 0.1);
        Assert.Equal(losses, reports.Select(report => report.Loss));
        Assert.Equal((1, 300), (reports[0].Step, reports[^1].Step));
        Assert.Equal(losses[0], reports[0].RunningLoss, 1e-12);             // the mean of one is itself
        Assert.InRange(reports[^1].RunningLoss, losses[^1] / 2, losses[0]);
        Assert.True(reports[10].SecondsLeft > 0);
        Assert.Equal(0, reports[^1].SecondsLeft);
        Assert.Equal(0.05, reports[^1].LearningRate);                       // the optimizer's own
    }

    [Fact]
    public void SameSeedSameBits()
    {
        float Run(long seed, long batches)
        {
            Seed.Everything(seed);
            using var model = new Line();
            Train(new(Epochs: 5, Batch: 16, Seed: batches), model);
            return model.Weight.item<float>();
        }
        Assert.Equal(Run(1, 1), Run(1, 1));
        Assert.NotEqual(Run(1, 1), Run(1, 2));
        Assert.NotEqual(Run(1, 1), Run(2, 1));
    }

    [Fact]
    public void AHundredStepsLeaveNoTensorBehind()
    {
        using var model = new Line();
        using var adam = optim.Adam(model.parameters(), 0.01);
        var (x, y) = Points();
        using var trainer = new Trainer(model, adam, new(Steps: 100, ClipNorm: 1, EmaDecay: 0.9));
        trainer.Fit([x, y], batch => model.Loss(batch[0], batch[1]));
        var live = LiveTensors.Count();
        trainer.Fit([x, y], batch => model.Loss(batch[0], batch[1]));
        Assert.Equal(live, Tensor.TotalCount);
        x.Dispose();
        y.Dispose();
    }

    [Fact]
    public void ASecondCallGoesOnWithOtherBatches()
    {
        using var scope = NewDisposeScope();
        using var model = new Line();
        using var sgd = optim.SGD(model.parameters(), 0);
        using var trainer = new Trainer(model, sgd, new(Steps: 3, Batch: 4));
        var x = arange(100, dtype: float32).unsqueeze(1);
        float[] Seen()
        {
            var rows = new List<float>();
            trainer.Fit([x], batch =>
            {
                rows.AddRange(batch[0].data<float>().ToArray());
                return model.call(batch[0]).mean();
            });
            return [.. rows];
        }
        Assert.NotEqual(Seen(), Seen());
    }

    [Fact]
    public void NanStopsBeforeTheUpdateAndNamesTheStep()
    {
        using var scope = NewDisposeScope();
        var (x, y) = Points();
        using var model = new Line();
        using var adam = optim.Adam(model.parameters(), 0.25);
        using var trainer = new Trainer(model, adam, new(Steps: 20));
        var (calls, weight) = (0, 0f);
        var e = Assert.Throws<ArithmeticException>(() => trainer.Fit([x, y], batch =>
        {
            weight = model.Weight.item<float>();
            return model.Loss(batch[0], batch[1]) * (++calls == 7 ? double.NaN : 1);
        }));
        Assert.Equal("The loss is NaN at step 7, with learning rate 0.25: lower the rate, warm it up, or clip the " +
            "gradients.", e.Message);
        Assert.Equal(weight, model.Weight.item<float>());
    }

    /// <summary>√|y − y| is 0 and has no slope there: the loss is fine, the gradient is not a number.</summary>
    [Theory]
    [InlineData(null)]
    [InlineData(1.0)]
    public void AGradientThatIsNoNumberStopsBeforeTheUpdateAndIsNamed(double? clipNorm)
    {
        using var scope = NewDisposeScope();
        var (x, y) = Points();
        using var model = new Line();
        foreach (var optimizer in new optim.Optimizer[]
            { optim.Adam(model.parameters(), 0.25), optim.SGD(model.parameters(), 0.25) })
        {
            using var trainer = new Trainer(model, optimizer, new(Steps: 20, ClipNorm: clipNorm));
            var (calls, weight) = (0, 0f);
            var e = Assert.Throws<ArithmeticException>(() => trainer.Fit([x, y], batch =>
            {
                weight = model.Weight.item<float>();
                var said = model.call(batch[0]);
                return ++calls == 3 ? (said - said).abs().sqrt().mean() : (said - batch[1]).square().mean();
            }));
            Assert.StartsWith("The gradient of layer.weight is not a number at step 3, with learning rate 0.25: ", e.Message);
            Assert.Equal(weight, model.Weight.item<float>());
            Assert.Null(model.Weight.grad);
            optimizer.Dispose();
        }
    }

    /// <summary>Numbers of 1e30 are numbers, though the sum of their squares is none in float32.</summary>
    [Fact]
    public void LargeGradientsAreNumbers()
    {
        using var scope = NewDisposeScope();
        var (x, y) = Points();
        using var model = new Line();
        using var adam = optim.Adam(model.parameters(), 0.1);
        using var trainer = new Trainer(model, adam, new(Steps: 2));
        trainer.Fit([x, y], batch => model.call(batch[0]).mean() * 1e30);
        Assert.True(model.Weight.isfinite().all().item<bool>());
    }

    private sealed class Counting() : Net<Tensor, Tensor>(nameof(Counting))
    {
        private readonly BatchNorm1d norm = nn.BatchNorm1d(1);
        private readonly GenAI.Kit.Autoencoders.Codebook book = new(4, 1);

        public override Tensor forward(Tensor x) => norm.call(x) + book.call(norm.call(x)).Commitment;
    }

    /// <summary>Running means and codebooks move while the loss is computed: they are put back as well.</summary>
    [Theory]
    [InlineData("loss")]
    [InlineData("gradient")]
    [InlineData("error")]
    public void AStepThatFailsMovesNoBuffer(string what)
    {
        using var scope = NewDisposeScope();
        var (x, _) = Points();
        using var model = new Counting();
        using var adam = optim.Adam(model.parameters());
        using var trainer = new Trainer(model, adam, new(Steps: 9));
        float[] State() => [.. model.state_dict().Values.SelectMany(v => v.to(float32).flatten().data<float>().ToArray())];
        float[] before = [];
        var calls = 0;
        Assert.ThrowsAny<Exception>(() => trainer.Fit([x], batch =>
        {
            before = State();
            var said = model.call(batch[0]);
            Assert.NotEqual(before, State());
            return ++calls < 3 ? said.square().mean()
                : what == "loss" ? said.mean() * double.NaN
                : what == "gradient" ? (said - said).abs().sqrt().mean()
                : throw new TimeoutException();
        }));
        Assert.Equal(3, calls);
        Assert.Equal(before, State());
        var live = LiveTensors.Count();
        Assert.ThrowsAny<Exception>(() => trainer.Fit([x], _ => throw new TimeoutException()));
        Assert.Equal(live, Tensor.TotalCount);
    }

    /// <summary>Sums of seeds meet: the second of seed 1 would be the first of seed 2.</summary>
    [Fact]
    public void ASecondCallIsNotTheFirstOfTheNextSeed()
    {
        using var scope = NewDisposeScope();
        using var model = new Line();
        using var sgd = optim.SGD(model.parameters(), 0);
        var x = arange(1000, dtype: float32).unsqueeze(1);
        float[] Seen(long seed, int fit)
        {
            using var trainer = new Trainer(model, sgd, new(Steps: 3, Batch: 4, Seed: seed));
            var rows = new List<float>();
            for (var n = 0; n <= fit; n++)
            {
                rows.Clear();
                trainer.Fit([x], batch =>
                {
                    rows.AddRange(batch[0].data<float>().ToArray());
                    return model.call(batch[0]).mean();
                });
            }
            return [.. rows];
        }
        var all = from seed in new long[] { 1, 2, 3 } from fit in new[] { 0, 1, 2 } select string.Join(' ', Seen(seed, fit));
        Assert.Equal(9, all.Distinct().Count());
        Assert.Equal(Seen(1, 1), Seen(1, 1));
    }

    [Fact]
    public void DivergenceIsFound()
    {
        using var model = new Line();
        using var sgd = optim.SGD(model.parameters(), 1000);
        using var scope = NewDisposeScope();
        var (x, y) = Points();
        using var trainer = new Trainer(model, sgd, new(Steps: 1000));
        var e = Assert.Throws<ArithmeticException>(() => trainer.Fit([x, y], b => model.Loss(b[0], b[1])));
        Assert.Contains("with learning rate 1e+03", e.Message);
    }

    /// <summary>The optimizer has the weights of one model, and the loss is that of another.</summary>
    [Theory]
    [InlineData(null)]
    [InlineData(1.0)]
    public void ALossOfOtherWeightsIsFound(double? clipNorm)
    {
        using var scope = NewDisposeScope();
        var (x, y) = Points();
        using Line model = new(), other = new();
        using var adam = optim.Adam(other.parameters(), 0.1);
        using var trainer = new Trainer(other, adam, new(Steps: 5, ClipNorm: clipNorm));
        var e = Assert.Throws<InvalidOperationException>(() => trainer.Fit([x, y], b => model.Loss(b[0], b[1])));
        Assert.Contains("none of the optimizer's weights", e.Message);
    }

    [Fact]
    public void ClippingBoundsTheStep()
    {
        using var scope = NewDisposeScope();
        var (x, y) = Points();
        using var model = new Line();
        var before = model.Weight.clone();
        using var sgd = optim.SGD(model.parameters(), 1);
        using var trainer = new Trainer(model, sgd, new(Steps: 1, ClipNorm: 0.001));
        trainer.Fit([x, 1000 * y], b => model.Loss(b[0], b[1]));
        Assert.InRange((model.Weight - before).abs().item<float>(), 1e-6, 0.001001);
    }

    [Fact]
    public void CancellingKeepsTheLastWeights()
    {
        using var scope = NewDisposeScope();
        var (x, y) = Points();
        using var model = new Line();
        using var adam = optim.Adam(model.parameters());
        using var trainer = new Trainer(model, adam, new(Steps: 100));
        using var source = new CancellationTokenSource();
        var done = 0;
        Assert.Throws<OperationCanceledException>(() => trainer.Fit([x, y], b => model.Loss(b[0], b[1]), report =>
        {
            done = report.Step;
            if (done == 5) source.Cancel();
        }, source.Token));
        Assert.Equal(5, done);
    }

    [Fact]
    public void SchedulesHaveTheirClosedForms()
    {
        var cosine = Schedules.Cosine(rate: 2, steps: 110, warmUp: 10, final: 0.5);
        Assert.Equal(0.2, cosine(1), 1e-12);
        Assert.Equal(2, cosine(10), 1e-12);
        Assert.Equal(1.25, cosine(60), 1e-12);
        Assert.Equal(0.5, cosine(110), 1e-12);
        Assert.Equal(0.5, cosine(999), 1e-12);
        Assert.Equal(3, Schedules.Constant(3)(7));
        var rates = new List<double>();
        using var model = new Line();
        Train(new(Steps: 110, LearningRate: cosine), model, report: report => rates.Add(report.LearningRate));
        Assert.Equal(Enumerable.Range(1, 110).Select(step => cosine(step)), rates);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(-1)]
    public void ARateThatIsNoneIsTheSchedulesFault(double rate)
    {
        using var model = new Line();
        var e = Assert.Throws<ArgumentException>(() =>
            Train(new(Steps: 9, LearningRate: step => step == 3 ? rate : 0.1), model));
        Assert.StartsWith("The learning rate of step 3 is ", e.Message);
        Assert.True(model.Weight.isfinite().all().item<bool>());
    }

    [Fact]
    public void EmaFollowsItsEquation()
    {
        using var scope = NewDisposeScope();
        using var model = new Line();
        using var ema = new Ema(model, 0.5);
        var expected = model.Weight.item<float>();
        for (var n = 1; n <= 20; n++)
        {
            using (no_grad()) model.Weight.fill_(n);
            ema.Update();
            var d = Math.Min(0.5, (1.0 + n) / (10 + n));
            expected = (float)(d * expected + (1 - d) * n);
        }
        Assert.Equal(expected, ema.With(() => model.Weight.item<float>()), 1e-5);
        Assert.Equal(20, model.Weight.item<float>());                       // put back
        Assert.Throws<TimeoutException>(() => ema.With<int>(() => throw new TimeoutException()));
        Assert.Equal(20, model.Weight.item<float>());
        ema.CopyToModel();
        Assert.Equal(expected, model.Weight.item<float>(), 1e-5);
    }

    [Fact]
    public void EpochsVisitEveryRowOnce()
    {
        using var scope = NewDisposeScope();
        using var batches = new Batches([arange(10), arange(10) * 2], 3, seed: 1);
        Assert.Equal((3, 3), (batches.Size, batches.PerEpoch));
        for (var epoch = 0; epoch < 4; epoch++)
        {
            var seen = new List<long>();
            for (var i = 0; i < 3; i++)
            {
                var pair = batches.Next();
                Assert.Equal(pair[0].data<long>().Select(x => 2 * x), pair[1].data<long>().ToArray());
                seen.AddRange(pair[0].data<long>().ToArray());
            }
            Assert.Equal(9, seen.Distinct().Count());
        }
        using var small = new Batches([arange(4)], 100, seed: 1);
        Assert.Equal([0, 1, 2, 3], small.Next()[0].data<long>().Order());
    }

    /// <summary>Sources of unlike length, each in its own order: the longer one is visited whole before it comes
    /// again.</summary>
    [Fact]
    public void UnpairedSourcesHaveOrdersOfTheirOwn()
    {
        using var scope = NewDisposeScope();
        Tensor[] data = [arange(10), arange(100, 107)];
        using var batches = Batches.Unpaired(data, 3, seed: 1);
        Assert.Equal((3, 2), (batches.Size, batches.PerEpoch));
        List<long> long10 = [], short7 = [];
        for (var n = 0; n < 6; n++)
        {
            var pair = batches.Next();
            Assert.Equal([3L, 3L], pair.Select(x => x.shape[0]));
            long10.AddRange(pair[0].data<long>());
            short7.AddRange(pair[1].data<long>());
        }
        Assert.All(long10.Chunk(9), epoch => Assert.Equal(9, epoch.Distinct().Count()));
        Assert.All(short7.Chunk(6), epoch => Assert.Equal(6, epoch.Distinct().Count()));
        Assert.All(short7, row => Assert.InRange(row, 100, 106));
        Assert.NotEqual(long10[..9], long10[9..]);
        Assert.NotEqual(long10[..6], short7[..6].Select(row => row - 100));                // not in step
        using Batches again = Batches.Unpaired(data, 3, seed: 1), other = Batches.Unpaired(data, 3, seed: 2);
        Assert.Equal(long10[..3], again.Next()[0].data<long>().ToArray());
        Assert.NotEqual(long10[..3], other.Next()[0].data<long>().ToArray());
        using var small = Batches.Unpaired(data, 100, seed: 1);
        Assert.Equal(7, small.Size);
        Assert.Contains("10, 0 rows", Assert.Throws<ArgumentException>(() =>
            Batches.Unpaired([arange(10), arange(0)], 2, 1)).Message);
    }

    [Fact]
    public void BadRequestsAreNamed()
    {
        using var scope = NewDisposeScope();
        using var model = new Line();
        var neither = Assert.Throws<ArgumentException>(() => Train(new(), model));
        Assert.Equal("Steps (0) or epochs (0): exactly one must be above 0, and the other 0.", neither.Message);
        foreach (var (steps, epochs) in new[] { (1, 1), (-1, 1), (1, -1), (-1, 0), (0, -1), (-1, -1) })
            Assert.Contains($"Steps ({steps}) or epochs ({epochs})",
                Assert.Throws<ArgumentException>(() => Train(new(steps, epochs), model)).Message);
        var e = Assert.Throws<ArgumentException>(() => new Batches([zeros(3), zeros(4)], 2, 1));
        Assert.Equal("Batches of 2 cannot be drawn from tensors with 3, 4 rows.", e.Message);
        Assert.Throws<ArgumentException>(() => new Batches([zeros(0)], 2, 1));
    }
}
