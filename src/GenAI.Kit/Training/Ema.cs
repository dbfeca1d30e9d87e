using static TorchSharp.torch;

namespace GenAI.Kit.Training;

/// <summary>An exponential moving average of a model's weights: it samples better than the last weights do.</summary>
/// <remarks>avg ← d·avg + (1 - d)·w after each step, with d = min(decay, (1 + n) / (10 + n)) at step n, so that the
/// first weights are soon forgotten. Buffers of whole numbers, such as counters, are copied.</remarks>
public sealed class Ema : IDisposable
{
    private readonly Dictionary<string, Tensor> weights, average;
    private readonly string[] real, whole;                            // keys of numbers with and without fractions
    private readonly double decay;
    private long updates;

    /// <param name="model">Its weights now are the first average.</param>
    /// <param name="decay">In [0, 1): the nearer to 1, the longer the memory.</param>
    public Ema(nn.Module model, double decay)
    {
        this.decay = decay;
        weights = model.state_dict();
        average = weights.ToDictionary(pair => pair.Key, pair => Copy(pair.Value));
        real = [.. weights.Keys.Where(key => weights[key].is_floating_point())];
        whole = [.. weights.Keys.Except(real)];
    }

    /// <summary>Takes the model's present weights in; call it after each step.</summary>
    public void Update()
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        updates++;
        var d = Math.Min(decay, (1.0 + updates) / (10 + updates));
        FusedCalls.Approach([.. real.Select(key => average[key])], [.. real.Select(key => weights[key])], 1 - d);
        foreach (var key in whole) average[key].copy_(weights[key]);
    }

    /// <summary>Runs <paramref name="body"/> with the average in place of the model's weights, then puts them back.
    /// </summary>
    public T With<T>(Func<T> body)
    {
        var own = weights.ToDictionary(pair => pair.Key, pair => Copy(pair.Value));
        try
        {
            CopyToModel();
            return body();
        }
        finally
        {
            Fill(own);
            foreach (var w in own.Values) w.Dispose();
        }
    }

    /// <summary>Replaces the model's weights by the average, at the end of a training.</summary>
    public void CopyToModel() => Fill(average);

    /// <summary>Frees the average.</summary>
    public void Dispose()
    {
        foreach (var w in average.Values) w.Dispose();
    }

    private void Fill(Dictionary<string, Tensor> from)
    {
        using var _ = no_grad();
        foreach (var (key, w) in weights) w.copy_(from[key]);
    }

    private static Tensor Copy(Tensor w)
    {
        using var detached = w.detach();
        return detached.clone().DetachFromDisposeScope();
    }
}
