using TorchSharp;

namespace GenAI.Kit.Plotting;

/// <summary>A tensor in a few lines: shape, type, range and its first numbers.</summary>
public static class TensorPreview
{
    private const int MostRows = 4, MostColumns = 8;

    /// <summary>Type, shape and the first values, in words.</summary>
    public static string Describe(torch.Tensor tensor)
    {
        if (tensor.IsInvalid) return "Tensor, already disposed";
        var head = $"Tensor [{string.Join(", ", tensor.shape)}] {tensor.dtype}"
            + (tensor.device.type == DeviceType.CPU ? "" : $" on {tensor.device}")
            + (tensor.requires_grad ? ", requires grad" : "");
        if (tensor.numel() == 0) return head + ", empty";
        using var scope = torch.NewDisposeScope();
        using var noGrad = torch.no_grad();
        if (tensor.is_complex()) return head;
        var real = tensor.detach().to(torch.ScalarType.Float64);
        var broken = real.isfinite().logical_not().sum().ToInt64();
        var finite = real.masked_select(real.isfinite());
        var range = finite.numel() == 0 ? "no finite number"
            : $"{Text(finite.min())} to {Text(finite.max())}, mean {Text(finite.mean())}";
        return $"{head}: {range}{(broken == 0 ? "" : $", {broken:#,0} not finite")}\n{Preview(real)}";
    }

    private static string Text(torch.Tensor scalar) => Num.Text(scalar.ToDouble());

    private static string Preview(torch.Tensor t)
    {
        while (t.dim() > 2) t = t[0];
        var shown = t.dim() == 2 ? Math.Min(t.shape[0], MostRows) : 1;
        var rows = Enumerable.Range(0, (int)shown).Select(r => Row(t.dim() == 2 ? t[r] : t.reshape(-1)));
        return string.Join("\n", rows) + (t.dim() == 2 && t.shape[0] > MostRows ? "\n…" : "");
    }

    private static string Row(torch.Tensor row)
    {
        var shown = row.narrow(0, 0, Math.Min(row.shape[0], MostColumns)).Doubles();
        var more = row.shape[0] > MostColumns ? " …" : "";
        return $"[{string.Join(" ", shown.Select(v => Num.Text(v).PadLeft(8)))}{more}]";
    }
}
