using TorchSharp;

namespace GenAI.Kit.Plotting;

/// <summary>Numbers in rows and columns: points [N, 2], a matrix, a field. Two-dimensional arrays, arrays of
/// arrays and two-dimensional tensors turn into it by themselves.</summary>
public sealed class Table
{
    private readonly double[] values;

    internal Table(double[] values, int rows, int columns)
    {
        (this.values, Rows, Columns) = (values, rows, columns);
        if (values.Length != rows * columns)
            throw new ArgumentException($"{values.Length} numbers do not fill {rows} rows of {columns}.");
    }

    /// <summary>How many rows it has.</summary>
    public int Rows { get; }

    /// <summary>How many columns it has.</summary>
    public int Columns { get; }

    /// <summary>The number in a row and column, both from 0.</summary>
    public double this[int row, int column] => values[row * Columns + column];

    /// <exception cref="ArgumentException">There is no such column.</exception>
    /// <summary>The numbers of a column, from 0.</summary>
    public Numbers Column(int column) => column >= 0 && column < Columns
        ? Enumerable.Range(0, Rows).Select(r => this[r, column]).ToArray()
        : throw new ArgumentException($"There is no column {column} in a table of {Columns}: columns count from 0.");

    internal Numbers All => values;

    /// <summary>The value between nodes, mixed from the four around it.</summary>
    internal double Blend(double row, double column)
    {
        var (r, c) = (Math.Min((int)row, Rows - 2), Math.Min((int)column, Columns - 2));
        var (v, u) = (row - r, column - c);
        return (1 - v) * ((1 - u) * this[r, c] + u * this[r, c + 1])
            + v * ((1 - u) * this[r + 1, c] + u * this[r + 1, c + 1]);
    }

    internal Table Map(Func<double, double> map) => new(Array.ConvertAll(values, v => map(v)), Rows, Columns);

    public static implicit operator Table(double[,] t) => new([.. t.Cast<double>()], t.GetLength(0), t.GetLength(1));
    public static implicit operator Table(float[,] t) =>
        new([.. t.Cast<float>().Select(v => (double)v)], t.GetLength(0), t.GetLength(1));
    public static implicit operator Table(int[,] t) =>
        new([.. t.Cast<int>().Select(v => (double)v)], t.GetLength(0), t.GetLength(1));
    public static implicit operator Table(double[][] t) => new([.. t.SelectMany(r => r)], t.Length, Width(t));
    public static implicit operator Table(torch.Tensor t) => t.dim() == 2
        ? new(t.Doubles(), (int)t.shape[0], (int)t.shape[1])
        : throw new ArgumentException($"A table needs a tensor of 2 dimensions, not [{string.Join(", ", t.shape)}].");

    private static int Width(double[][] t) => t.Length == 0 ? 0
        : t.All(r => r.Length == t[0].Length) ? t[0].Length
        : throw new ArgumentException($"Rows of {string.Join(", ", t.Select(r => r.Length))} numbers are no table: "
            + "each needs as many as the others.");
}
