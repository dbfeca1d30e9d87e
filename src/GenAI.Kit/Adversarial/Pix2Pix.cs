using GenAI.Kit.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace GenAI.Kit.Adversarial;

/// <summary>Shape of a <see cref="Pix2PixGenerator"/>.</summary>
/// <param name="From">Channels of what it is given: 1 for a drawing.</param>
/// <param name="To">Channels of what it paints.</param>
/// <param name="Maps">M, feature maps at full size, a multiple of 4; twice as many below, four times from there
/// on.</param>
/// <param name="Stages">n, how often it halves the side: 4 bring 32×32 down to 2×2.</param>
public sealed record Pix2PixConfig(int From = 1, int To = 3, int Maps = 16, int Stages = 4)
{
    /// <summary>Maps after so many halvings: M, 2M, 4M, 4M, …</summary>
    internal int At(int stage) => Maps << Math.Min(stage, 2);

    /// <summary>The same with those of the bridge; at the lowest size there is none.</summary>
    internal int Joined(int stage) => stage == Stages ? At(stage) : 2 * At(stage);
}

/// <summary>Paints what a drawing asks for: down until one place sees all of it, and up again, with a bridge from
/// each size on the way down to the same size on the way up.</summary>
/// <remarks>Isola, Zhu, Zhou and Efros 2016, arXiv:1611.07004, §3.2.1 and appendix, after Ronneberger et al. 2015,
/// arXiv:1505.04597 (U-Net). Lesson 3.3. Deviations: a bridge at full size too, since our lines are one pixel wide;
/// group instead of batch normalisation, and none at full size, where few maps carry the colours; no dropout, so one
/// drawing has one answer; pixels in [0, 1].</remarks>
public sealed class Pix2PixGenerator(Pix2PixConfig c) : Net<Tensor, Tensor>(nameof(Pix2PixGenerator))
{
    private readonly Conv2d stem = Conv2d(c.From, c.Maps, 3, padding: 1);
    private readonly ModuleList<Sequential> down = ModuleList([.. Enumerable.Range(1, c.Stages).Select(k =>
        Sequential(LeakyReLU(0.2), Resample.Down(c.At(k - 1), c.At(k)), Init.GroupNorm(c.At(k))))]);
    private readonly ModuleList<Sequential> up = ModuleList([.. Enumerable.Range(1, c.Stages).Select(k =>
        k == 1 ? Sequential(ReLU(), Resample.Up(c.Joined(1), c.At(0)))
            : Sequential(ReLU(), Resample.Up(c.Joined(k), c.At(k - 1)), Init.GroupNorm(c.At(k - 1))))]);
    private readonly Conv2d output = Conv2d(2 * c.Maps, c.To, 3, padding: 1);

    /// <summary>Its shape.</summary>
    public Pix2PixConfig Config => c;

    /// <summary>From drawings to pictures.</summary>
    /// <param name="x">In [0, 1], shape [B, from, S, S]; S a multiple of 2ⁿ.</param>
    /// <returns>In [0, 1], shape [B, to, S, S].</returns>
    public override Tensor forward(Tensor x)
    {
        x.Require(nameof(Pix2PixGenerator), -1, c.From, -1, -1);
        var bridges = new Stack<Tensor>([stem.call(2 * x - 1)]);                  // [B, M, S, S]
        foreach (var stage in down) bridges.Push(stage.call(bridges.Peek()));     // [B, ≤ 4M, S/2ᵏ, S/2ᵏ]
        var h = bridges.Pop();
        foreach (var stage in up.Reverse()) h = cat([stage.call(h), bridges.Pop()], 1);
        return output.call(functional.relu(h)).sigmoid();
    }

    /// <summary>The pictures of any number of drawings, without gradients.</summary>
    /// <param name="x">Shape [N, from, S, S].</param>
    public Tensor Paint(Tensor x) =>
        Scope.Eval(this, x, call, rows: (int)Math.Max(1, 100 * 32 * 32 / (x.shape[2] * x.shape[3])));
}

/// <summary>The game: the painter must come near the true picture, and each patch of what it paints must look real
/// beside the drawing.</summary>
/// <remarks>Isola et al. 2016, arXiv:1611.07004, eq. 4. Deviation: a penalty on the critic's slope, which it needs
/// without normalisation.</remarks>
/// <param name="generator">Paints.</param>
/// <param name="critic">Sees drawing and picture on top of each other: from + to channels.</param>
/// <param name="lambda">Weight of the distance. The paper's 100 is for pixels in [−1, 1], where it is twice as
/// long.</param>
/// <param name="gan">The adversarial part; null: <see cref="GanLoss.NonSaturating"/>.</param>
public sealed class Pix2Pix(
    Pix2PixGenerator generator, PatchDiscriminator critic, double lambda = 100, GanLoss? gan = null)
{
    private readonly GanLoss gan = gan ?? GanLoss.NonSaturating;

    /// <summary>What the painter makes small: the adversarial loss, a mean over patches in nats, and λ times the mean
    /// distance of a channel of a pixel.</summary>
    /// <param name="x">Drawings, shape [B, from, S, S].</param>
    /// <param name="y">Their true pictures, shape [B, to, S, S].</param>
    public Tensor GeneratorLoss(Tensor x, Tensor y)
    {
        var fake = generator.call(x);
        return gan.Generator(critic.call(cat([x, y], 1)), critic.call(cat([x, fake], 1)))
            + lambda * Distance(fake, y);
    }

    /// <summary>What the critic makes small: a mean over patches in nats.</summary>
    /// <param name="x">Drawings, shape [B, from, S, S].</param>
    /// <param name="y">Their true pictures, shape [B, to, S, S].</param>
    /// <param name="gamma">Price of its slope at real pairs; 0: none is paid.</param>
    public Tensor CriticLoss(Tensor x, Tensor y, double gamma = 0)
    {
        Tensor fake;
        using (no_grad()) fake = generator.call(x);                               // no gradient goes into the painter
        var real = cat([x, y], 1);
        var loss = gan.Discriminator(critic.call(real), critic.call(cat([x, fake], 1)));
        return gamma == 0 ? loss : loss + gamma / 2 * critic.Penalty(real);
    }

    /// <summary>L1: the mean over all channels of all pixels, in units of the pixels.</summary>
    /// <remarks>Eq. 3.</remarks>
    public static Tensor Distance(Tensor fake, Tensor real) => (fake - real).abs().mean();
}
