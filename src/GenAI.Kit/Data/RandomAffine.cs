using static TorchSharp.torch;

namespace GenAI.Kit.Data;

/// <summary>Augmentation: pictures moved, stretched, sheared and mirrored by chance, so that a network meets more
/// shapes than the data has.</summary>
/// <remarks>The warp is an affine map as in Jaderberg et al. 2015, arXiv:1506.02025, §3.2. Each pixel takes the
/// nearest one, so that sharp pictures stay sharp; what comes in at the border repeats the border. Lesson 3.3.
/// </remarks>
public static class RandomAffine
{
    /// <summary>A new picture for each one.</summary>
    /// <param name="x">Shape [B, C, S, S]. All channels of a picture are moved alike: for a drawing and its portrait
    /// hand in <c>cat([x, y], 1)</c>.</param>
    /// <param name="amount">In [0, 1): what is read is larger or smaller than the picture by so much at most, and
    /// lies aside by half of the side times this; 0.15 is 15 %. Shear goes up to 0.7 times it. Half of the pictures
    /// are mirrored as well.</param>
    /// <param name="share">Of the pictures; the others stay as they are, to the bit.</param>
    /// <returns>Of the same shape. No gradient. The dice are those of <see cref="Seed.Everything"/>.</returns>
    public static Tensor Of(Tensor x, double amount, double share = 1)
    {
        x.Require(nameof(RandomAffine), -1, -1, -1, -1);
        ArgumentOutOfRangeException.ThrowIfNegative(amount);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(amount, 1);
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        var n = x.shape[0];
        Tensor Dice(int columns) => (amount * (2 * rand(n, columns, device: CPU) - 1)).to(x.device);
        var (scale, shift, shear) = (1 + Dice(2), Dice(2), 0.7 * Dice(2));
        var mirror = rand(n, device: CPU).lt(0.5).to(x.device).to(float32) * 2 - 1;
        var map = stack(                                                          // [B, 2, 3]: output to input
        [
            stack([scale[.., 0] * mirror, shear[.., 0], shift[.., 0]], 1),
            stack([shear[.., 1], scale[.., 1], shift[.., 1]], 1),
        ], 1);
        var grid = nn.functional.affine_grid(map, x.shape, align_corners: false); // [B, S, S, 2]
        var moved = nn.functional.grid_sample(
            x, grid, GridSampleMode.Nearest, GridSamplePaddingMode.Border, align_corners: false);
        return scope.MoveToOuter(where(rand(n, 1, 1, 1, device: CPU).lt(share).to(x.device), moved, x));
    }
}
