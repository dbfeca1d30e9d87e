using System.Collections;
using System.Runtime.CompilerServices;
using TorchSharp;

namespace GenAI.Kit.Plotting;

/// <summary>A row of numbers to draw. Arrays, lists, tensors of any type and shape (read in order) and
/// collection expressions turn into it by themselves.</summary>
[CollectionBuilder(typeof(Numbers), nameof(Create))]
public sealed class Numbers : IReadOnlyList<double>
{
    private readonly double[] values;

    private Numbers(double[] values) => this.values = values;

    /// <summary>A copy of these values: what a collection expression makes.</summary>
    public static Numbers Create(ReadOnlySpan<double> values) => new(values.ToArray());

    /// <summary>These values.</summary>
    public static Numbers Of(IEnumerable<double> values) => values as Numbers ?? new(values.ToArray());

    public static implicit operator Numbers(double[] values) => new(values);
    public static implicit operator Numbers(float[] values) => new(Array.ConvertAll(values, v => (double)v));
    public static implicit operator Numbers(int[] values) => new(Array.ConvertAll(values, v => (double)v));
    public static implicit operator Numbers(long[] values) => new(Array.ConvertAll(values, v => (double)v));
    public static implicit operator Numbers(List<double> values) => new(values.ToArray());
    public static implicit operator Numbers(torch.Tensor values) => new(values.Doubles());

    public int Count => values.Length;
    public double this[int index] => values[index];
    public IEnumerator<double> GetEnumerator() => ((IEnumerable<double>)values).GetEnumerator();
    IEnumerator IEnumerable.GetEnumerator() => values.GetEnumerator();

    internal double[] Raw => values;

    /// <summary>0, 1, 2, … as many as there are numbers here.</summary>
    internal Numbers Index() => new([.. Enumerable.Range(0, Count).Select(i => (double)i)]);

    internal Numbers Select(Func<double, double> map) => new(Array.ConvertAll(values, v => map(v)));
}
