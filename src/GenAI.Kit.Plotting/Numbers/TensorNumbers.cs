using TorchSharp;

namespace GenAI.Kit.Plotting;

internal static class TensorNumbers
{
    /// <summary>f on the nodes of a grid: one table [ny, nx] for each output; row 0 lies at y's low end.</summary>
    public static Table[] OnGrid(this Func<torch.Tensor, torch.Tensor> f, Interval x, Interval y, int nx, int ny)
    {
        using var noGrad = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        var nodes = new float[nx * ny, 2];
        for (var i = 0; i < ny; i++)
            for (var j = 0; j < nx; j++)
                (nodes[i * nx + j, 0], nodes[i * nx + j, 1]) = ((float)Node(x, j, nx), (float)Node(y, i, ny));
        var values = f(torch.tensor(nodes));                                      // [ny·nx] or [ny·nx, K]
        if (values.shape[0] != nx * ny)
            throw new ArgumentException($"The function got points [{nx * ny}, 2] and gave "
                + $"[{string.Join(", ", values.shape)}]: the first dimension must stay.");
        var columns = values.reshape(nx * ny, -1).transpose(0, 1);                // [K, ny·nx]
        return [.. Enumerable.Range(0, (int)columns.shape[0]).Select(k => new Table(columns[k].Doubles(), ny, nx))];
    }

    public static Table OnGrid(this Func<double, double, double> f, Interval x, Interval y, int nx, int ny) =>
        new([.. from i in Enumerable.Range(0, ny)
                from j in Enumerable.Range(0, nx)
                select f(Node(x, j, nx), Node(y, i, ny))], ny, nx);

    public static double Node(Interval range, int index, int count) =>
        range.Low + (range.High - range.Low) * index / (count - 1);
}
