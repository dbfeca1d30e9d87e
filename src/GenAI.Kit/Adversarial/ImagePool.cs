using static TorchSharp.torch;

namespace GenAI.Kit.Adversarial;

/// <summary>Generated pictures of earlier steps, which a critic is shown again now and then: so it does not forget
/// what it has found out, and the game circles less.</summary>
/// <remarks>Shrivastava et al. 2016, arXiv:1612.07828, §2.3, as in Zhu et al. 2017, arXiv:1703.10593, §4. Lesson 3.3.
/// </remarks>
/// <param name="size">Pictures that it remembers.</param>
/// <param name="seed">Of what is exchanged.</param>
public sealed class ImagePool(int size = 50, int seed = 1) : IDisposable
{
    private readonly List<Tensor> kept = [];
    private readonly Random dice = new(seed);

    /// <summary>How many it remembers now.</summary>
    public int Count => kept.Count;

    /// <summary>Takes new pictures and gives as many back. Until the pool is full, the new ones; then for each, with
    /// even chances, itself or an old one, whose place it takes.</summary>
    /// <param name="fakes">Shape [B, C, S, S].</param>
    /// <returns>The same shape, without gradients; the caller's.</returns>
    public Tensor Exchange(Tensor fakes)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(stack([.. fakes.detach().unbind().Select(One)]));
    }

    /// <summary>Forgets all.</summary>
    public void Dispose()
    {
        foreach (var picture in kept) picture.Dispose();
        kept.Clear();
    }

    private Tensor One(Tensor fake)
    {
        if (kept.Count < size)
        {
            kept.Add(fake.clone().DetachFromDisposeScope());
            return fake;
        }
        if (size == 0 || dice.Next(2) == 0) return fake;
        var n = dice.Next(size);
        var old = kept[n].clone();
        kept[n].copy_(fake);
        return old;
    }
}
