using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit;

/// <summary>Ways to run code on tensors so that memory, gradients and mode are as before afterwards.</summary>
public static class Scope
{
    /// <summary>Runs <paramref name="body"/> without gradients and with <paramref name="model"/> in evaluation mode
    /// (no dropout, running batch statistics), then puts each of its layers back into the mode that it had.</summary>
    /// <returns>The tensor that the body yields; every other tensor made in it is freed.</returns>
    public static Tensor Eval(nn.Module model, Func<Tensor> body)
    {
        using var scope = NewDisposeScope();
        return Eval<Tensor>(model, body).MoveToOuterDisposeScope();
    }

    /// <summary>The same for a body that yields anything else: the tensors made in it belong to the caller's
    /// scope.</summary>
    public static T Eval<T>(nn.Module model, Func<T> body)
    {
        var modes = model.modules().Prepend(model).Select(layer => (layer, layer.training)).ToList();
        model.eval();
        try
        {
            using var _ = no_grad();
            return body();
        }
        finally
        {
            foreach (var (layer, training) in modes) layer.train(training);   // parents come before their children
        }
    }

    /// <summary>The loop of every sampler: x ← step(x, s) for each s, freeing all that a step leaves
    /// behind.</summary>
    /// <param name="start">The first x; it stays the caller's.</param>
    /// <param name="steps">What the steps run over, in order: <c>Enumerable.Range(1, 1000).Reverse()</c>.</param>
    /// <param name="step">Yields the next x.</param>
    /// <param name="cancellation">Asked before each step.</param>
    /// <returns>The last x, in the caller's scope; <paramref name="start"/> itself if there are no steps.</returns>
    public static Tensor Fold<T>(Tensor start, IEnumerable<T> steps, Func<Tensor, T, Tensor> step,
                                 CancellationToken cancellation = default)
    {
        var x = start;
        foreach (var s in steps)
        {
            cancellation.ThrowIfCancellationRequested();
            var last = x;
            using (NewDisposeScope()) x = step(last, s).MoveToOuterDisposeScope();
            if (!ReferenceEquals(last, start) && !ReferenceEquals(last, x)) last.Dispose();
        }
        return x;
    }

    /// <summary>f of a few rows at a time, joined again: for what would take too much memory at once.</summary>
    /// <param name="x">Shape [N, …].</param>
    /// <param name="rows">At a time.</param>
    /// <param name="f">From [n, …] to [n, …]; every other tensor made in it is freed.</param>
    public static Tensor Map(Tensor x, int rows, Func<Tensor, Tensor> f)
    {
        using var _ = NewDisposeScope();
        var parts = new List<Tensor>();
        for (var start = 0; start < x.shape[0]; start += rows)
        {
            using var scope = NewDisposeScope();
            parts.Add(f(x[start..(int)Math.Min(start + rows, x.shape[0])]).MoveToOuterDisposeScope());
        }
        return cat(parts).MoveToOuterDisposeScope();
    }
}
