using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit;

/// <summary>Ways to run code on tensors so that memory, gradients and mode are as before afterwards.</summary>
public static class Scope
{
    /// <summary>Runs <paramref name="body"/> without gradients and with <paramref name="model"/> in evaluation mode
    /// (no dropout, running batch statistics), then puts each of its layers back into the mode that it had.</summary>
    /// <returns>The tensor that the body yields; every other tensor made in it is freed. One that the body did not
    /// make stays whose it was.</returns>
    public static Tensor Eval(nn.Module model, Func<Tensor> body)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(Eval<Tensor>(model, body));              // moves only what the scope owns
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

    /// <summary>The same for many rows, a few at a time: what a model says of a whole data set.</summary>
    /// <param name="model">Put into evaluation mode meanwhile.</param>
    /// <param name="x">Shape [N, …].</param>
    /// <param name="f">From [n, …] to [n, …], such as <c>x => vae.Encode(x).Mu</c>.</param>
    /// <param name="rows">At a time, at least 1.</param>
    public static Tensor Eval(nn.Module model, Tensor x, Func<Tensor, Tensor> f, int rows = 500) =>
        Eval(model, () => Map(x, rows, f));

    /// <summary>The loop of every sampler: x ← step(x, s) for each s, freeing all that a step leaves
    /// behind.</summary>
    /// <param name="start">The first x; it stays the caller's.</param>
    /// <param name="steps">What the steps run over, in order: <c>Enumerable.Range(1, 1000).Reverse()</c>.</param>
    /// <param name="step">Yields the next x.</param>
    /// <param name="cancellation">Asked before each step.</param>
    /// <param name="watch">Is shown each s and a copy of the x before that step. It runs in the caller's scope, and
    /// the copy belongs there: it outlives the step and the loop. Dispose it where many would be too much.</param>
    /// <returns>The last x, in the caller's scope; <paramref name="start"/> itself if there are no steps. What a step
    /// yields without having made it stays whose it was.</returns>
    public static Tensor Fold<T>(Tensor start, IEnumerable<T> steps, Func<Tensor, T, Tensor> step,
                                 CancellationToken cancellation = default, Action<T, Tensor>? watch = null)
    {
        var (x, made) = (start, false);                                   // made: x is this loop's to free
        try
        {
            foreach (var s in steps)
            {
                cancellation.ThrowIfCancellationRequested();
                watch?.Invoke(s, x.clone());
                using var scope = NewDisposeScope();
                var next = step(x, s);
                if (ReferenceEquals(next, x)) continue;
                if (made) x.Dispose();
                (x, made) = (next, scope.Contains(next));
                scope.MoveToOuter(next);
            }
            return x;
        }
        catch when (made)
        {
            x.Dispose();
            throw;
        }
    }

    /// <summary>f of a few rows at a time, joined again: for what would take too much memory at once.</summary>
    /// <param name="x">Shape [N, …]; of no rows f is asked too, for the shape of its answer.</param>
    /// <param name="rows">At a time, at least 1.</param>
    /// <param name="f">From [n, …] to [n, …]; every other tensor made in it is freed.</param>
    public static Tensor Map(Tensor x, int rows, Func<Tensor, Tensor> f)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        using var _ = NewDisposeScope();
        var parts = new List<Tensor>();
        for (var start = 0L; start < Math.Max(x.shape[0], 1); start += rows)
        {
            using var scope = NewDisposeScope();
            parts.Add(scope.MoveToOuter(f(x.narrow(0, start, Math.Min(rows, x.shape[0] - start)))));
        }
        return cat(parts).MoveToOuterDisposeScope();
    }
}
