using GenAI.Kit.Classifiers;
using GenAI.Kit.Data;
using GenAI.Kit.Metrics;
using static TorchSharp.torch;

namespace GenAI.Kit.Benchmarks;

/// <summary>Lesson 1.3's ruler for clothes: features of 2,000 pictures and of 2,000 others, and the Fréchet distance
/// between them.</summary>
internal sealed class FidPair : IPair
{
    private const int Count = 2000;

    public string Name => "fid";

    public Parcel Pack()
    {
        var (ruler, (real, others)) = (SmallCnn.Pretrained(), Pictures());
        var (a, b) = (ruler.Features(real), ruler.Features(others));
        return new Parcel().Model("model", ruler)
            .Output("features", a[..20]).Output("distance", [FrechetDistance.Between(a, b)]);
    }

    public IEnumerable<Measure> Measures()
    {
        var (ruler, (real, others)) = (SmallCnn.Pretrained(), Pictures());
        yield return new("FID: 2,000 against 2,000", count =>
        {
            for (var i = 0; i < count; i++)
            {
                using var _ = NewDisposeScope();
                FrechetDistance.Between(ruler.Features(real), ruler.Features(others));
            }
        });
    }

    private static (Tensor Real, Tensor Others) Pictures()
    {
        var (train, test) = Datasets.Fashion();
        return (test.Pixels, train.Pixels[..Count]);
    }
}
