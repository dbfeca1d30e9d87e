using System.Globalization;
using GenAI.Kit.Diffusion;

namespace GenAI.Kit.Benchmarks;

/// <summary>What one line of the table must show.</summary>
/// <param name="Measure">As both sides print it.</param>
/// <param name="Ratio">The kit's time over the peer's: at most.</param>
/// <param name="Flops">Of one; 0: not counted.</param>
/// <param name="Peak">Which peak they are compared with.</param>
/// <param name="Share">Of it: at least; 0: stated without a goal.</param>
internal sealed record Row(string Measure, double Ratio, double Flops = 0, string Peak = "", double Share = 0);

/// <summary>Lines of both sides as one Markdown table: medians, ratios, shares of the machine's peak.</summary>
internal static class Comparison
{
    private static readonly double Gpt = Flops.Of(GptPair.Shape), UNet = Flops.Of(new UNetConfig()),
        Dit = Flops.Of(DitPair.Shape);

    private static readonly Row[] Rows =
    [
        new("VAE: training step", 0.65), new("VAE: 1,000 samples", 0.65),
        new("DCGAN: training step", 0.65), new("DCGAN: 1,000 samples", 0.65),
        new("GPT: training step", 0.35, 3 * GptPair.Batch * Gpt, Peak.Matrix, 0.5),
        new("GPT: 256 tokens, cached", 0.35),
        new("U-Net DDPM: training step", 0.65, 3 * UNetPair.Batch * UNet, Peak.Convolution, 0.4),
        new("U-Net DDPM: 64 faces, 50 steps", 0.65, UNetPair.SampleSteps * UNetPair.Batch * UNet, Peak.Convolution),
        new("DiT: training step", 0.35, 3 * DitPair.Batch * Dit, Peak.Matrix, 0.5),
        new("DiT: 64 guided faces, 50 steps", 0.35, 2 * DitPair.SampleSteps * DitPair.Batch * Dit, Peak.Matrix),
        new("FID: 2,000 against 2,000", 0.65),
    ];

    /// <param name="lines">Side, measure and number, parted by tabs.</param>
    public static string Table(IEnumerable<string> lines)
    {
        var measured = lines.Select(line => line.Split('\t')).Where(parts => parts.Length == 3)
            .ToLookup(parts => (parts[0], parts[1]), parts => double.Parse(parts[2], CultureInfo.InvariantCulture));
        double Best(string peak) => Math.Max(Median(measured[("kit", peak)]), Median(measured[("peer", peak)]));
        string[] head =
        [
            "| | GenAI.Kit (ms) | PyTorch (ms) | ratio | goal | share of peak | goal |",
            "|---|---|---|---|---|---|---|",
        ];
        var rows = Rows.Where(row => measured.Contains(("peer", row.Measure))).Select(row =>
            Line(row, Median(measured[("kit", row.Measure)]), Median(measured[("peer", row.Measure)]), Best(row.Peak)));
        var peaks = $"Peak: matrix product {Of(Peak.Matrix)} GFLOP/s, convolution {Of(Peak.Convolution)} GFLOP/s "
            + "(the kit's libtorch, PyTorch); the larger one counts.";
        return string.Join('\n', [.. head, .. rows, "", peaks]);

        string Of(string peak) => $"{Median(measured[("kit", peak)]):0} and {Median(measured[("peer", peak)]):0}";
    }

    private static string Line(Row row, double kit, double peer, double peak)
    {
        var share = row.Flops / 1e6 / kit / peak;
        var (said, goal) = row.Flops == 0 ? ("", "") : (Mark($"{100 * share:0}%", share >= row.Share),
            row.Share > 0 ? $"≥ {100 * row.Share:0}%" : "");
        return $"| {row.Measure} | {kit:0.0} | {peer:0.0} | {Mark($"{kit / peer:0.00}", kit / peer <= row.Ratio)} | "
            + $"≤ {row.Ratio:0.00} | {said} | {goal} |";
    }

    private static string Mark(string number, bool met) => met ? number : $"**{number}**";       // bold: missed

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? double.NaN : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
