using static TorchSharp.torch;

namespace GenAI.Kit.Training;

/// <summary>What models keep beside their weights (running means, codebooks) moves while a loss is computed: this
/// puts it back where a step is not taken.</summary>
internal sealed class Buffers(params nn.Module[] models) : IDisposable
{
    private readonly (Tensor Own, Tensor Kept)[] pairs = [.. models.SelectMany(model => model.buffers())
        .Select(own => (own, own.clone().DetachFromDisposeScope()))];

    /// <summary>Remembers them as they are.</summary>
    public void Keep()
    {
        using var _ = no_grad();
        foreach (var (own, kept) in pairs) kept.copy_(own);
    }

    /// <summary>Makes them what they were when they were kept.</summary>
    public void PutBack()
    {
        using var _ = no_grad();
        foreach (var (own, kept) in pairs) own.copy_(kept);
    }

    /// <summary>Frees the copies.</summary>
    public void Dispose()
    {
        foreach (var (_, kept) in pairs) kept.Dispose();
    }
}
