using GenAI.Kit.Contract;

namespace GenAI.Kit.Lessons;

/// <summary>How far a cell has come: read by people as a bar, by the runner as JSON.</summary>
/// <param name="Label">What is being done.</param>
/// <param name="Done">Steps done.</param>
/// <param name="Total">Steps in all.</param>
/// <param name="SecondsLeft">Estimate from the steps so far, in seconds.</param>
[TypeFormatterSource(typeof(Formatters), PreferredMimeTypes = [CellMessages.Progress, "text/plain"])]
public sealed record ProgressBar(string Label, int Done, int Total, double SecondsLeft) : IMimeBundle
{
    /// <summary>The bar after so many steps; the time left assumes that the others take as long.</summary>
    public static ProgressBar After(string label, int done, int total, TimeSpan elapsed) =>
        new(label, done, total, elapsed.TotalSeconds / Math.Max(done, 1) * Math.Max(total - done, 0));

    public IReadOnlyDictionary<string, string> ToMimeBundle() => new Dictionary<string, string>
    {
        [CellMessages.Progress] = CellMessages.Write(new ProgressMessage(Label, Done, Total, SecondsLeft)),
        ["text/plain"] = ToString(),
    };

    public override string ToString()
    {
        var full = (int)Math.Clamp(Math.Round(20.0 * Done / Math.Max(Total, 1)), 0, 20);
        var bar = new string('█', full) + new string('░', 20 - full);
        return $"{Label}  {bar}  {Done}/{Total}  {SecondsLeft:0} s left";
    }
}
