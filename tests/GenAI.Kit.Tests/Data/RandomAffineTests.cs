using GenAI.Kit.Data;
using static TorchSharp.torch;

namespace GenAI.Kit.Tests.Data;

[Collection("torch")]
public sealed class RandomAffineTests
{
    [Fact]
    public void Without_amount_a_picture_stays_or_is_mirrored()
    {
        using var _ = NewDisposeScope();
        Seed.Everything(1);
        var x = rand(64, 2, 8, 8);
        var moved = RandomAffine.Of(x, 0);
        Tensor Is(Tensor other) => (moved - other).abs().amax([1, 2, 3]).lt(1e-5);
        var (same, mirrored) = (Is(x), Is(x.flip(3)));
        Assert.True(same.logical_or(mirrored).all().item<bool>());
        Assert.InRange(same.sum().item<long>(), 18, 46);
    }

    [Fact]
    public void All_channels_move_alike_and_no_share_is_no_change()
    {
        using var _ = NewDisposeScope();
        Seed.Everything(1);
        var x = rand(8, 1, 16, 16);
        var moved = RandomAffine.Of(cat([x, 1 - x], 1), 0.2);
        Assert.True((moved[.., 0] + moved[.., 1] - 1).abs().max().item<float>() < 1e-5);
        Assert.False(moved[.., ..1].allclose(x));
        Assert.True(RandomAffine.Of(x, 0.2, share: 0).eq(x).all().item<bool>());
    }

    [Fact]
    public void A_point_moves_no_further_than_shift_and_scale_say()
    {
        using var _ = NewDisposeScope();
        Seed.Everything(1);
        var x = zeros(200, 1, 33, 33);
        x[.., .., 15..18, 15..18] = 1;                                            // around the middle: only moved
        var moved = RandomAffine.Of(x, 0.25);
        var most = moved.flatten(1).argmax(1).data<long>()
            .Max(at => Math.Max(Math.Abs(at / 33 - 16), Math.Abs(at % 33 - 16)));
        Assert.InRange(most, 4L, 9L);         // 0.25 · 33 / 2 = 4.1 of what is read, at a scale of at least 0.75
        Assert.True(moved.min().item<float>() >= 0 && moved.max().item<float>() <= 1.0001);
    }

    [Fact]
    public void The_same_seed_moves_alike_and_a_wrong_shape_is_said()
    {
        using var _ = NewDisposeScope();
        var x = rand(4, 3, 8, 8);
        Tensor Once(int seed)
        {
            Seed.Everything(seed);
            return RandomAffine.Of(x, 0.3, 0.5);
        }
        Assert.True(Once(3).eq(Once(3)).all().item<bool>());
        Assert.False(Once(3).eq(Once(4)).all().item<bool>());
        Assert.Contains("RandomAffine", Assert.Throws<ArgumentException>(() => RandomAffine.Of(x[0], 0.3)).Message);
    }
}
