using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Plotting;

/// <summary>What runs from where to where among the units of one layer: found, not guessed. Each unit yields fixed
/// random numbers in place of its own; then one of them yields others, and what changes elsewhere has read it.
/// </summary>
/// <param name="model">It runs once for each unit and input, and thrice more.</param>
/// <param name="inputs">Of the model.</param>
/// <param name="within">The layer whose units they are.</param>
/// <param name="units">In their order.</param>
internal sealed class Flow(nn.Module model, Tensor[] inputs, LayerCall within, IReadOnlyList<Unit> units)
{
    private readonly Dictionary<int, int> readers = Numbered(units.SelectMany((unit, u) => Heads(unit).Select(c => (c.Index, u))));
    private readonly Dictionary<int, int> makers = Numbered(units.SelectMany((unit, u) => Tails(unit).Select(c => (c.Index, u))));

    /// <summary>What one run showed.</summary>
    /// <param name="Read">By call: what it read, null where there was no tensor.</param>
    /// <param name="Made">By unit: what it yielded instead of its own, call by call.</param>
    /// <param name="Yielded">Of the whole layer.</param>
    public sealed record Seen(Dictionary<int, Tensor?[]> Read, Dictionary<int, List<Tensor>> Made, Tensor[] Yielded)
    {
        /// <summary>What the layer itself read.</summary>
        public Tensor?[] Given { get; set; } = [];
    }

    /// <summary>Runs the model.</summary>
    /// <param name="changed">The unit that yields other numbers; −1: none.</param>
    /// <param name="input">The input of the layer that is another; −1: none.</param>
    /// <param name="seed">Of the model's own dice.</param>
    public Seen Run(int changed = -1, int input = -1, long seed = 0)
    {
        var seen = new Seen([], [], []);
        var (open, calls) = (new Stack<int>(), 1);
        var given = inputs;
        if (within.Index == 0) seen.Given = given = [.. inputs.Select((x, k) => k == input ? Other(x) : x)];
        Tensor[]? inner = null;
        var made = ModelTrace.Run(model, given, (_, _) => new(Enter, Leave), seed);
        return seen with { Yielded = [.. (inner ?? made).Select(Kept)] };

        object?[] Enter(object?[] read)
        {
            open.Push(calls++);
            if (open.Peek() == within.Index)
            {
                read = [.. read.Select((x, k) => k == input && x is Tensor t ? Other(t) : x)];
                seen.Given = [.. read.Select(x => x as Tensor)];
            }
            if (readers.ContainsKey(open.Peek())) seen.Read[open.Peek()] = [.. read.Select(x => x is Tensor t ? Kept(t) : null)];
            return read;
        }

        object? Leave(object? yielded)
        {
            var index = open.Pop();
            if (index == within.Index) inner = [.. ModelTrace.Tensors(yielded).Select(Kept)];
            if (!makers.TryGetValue(index, out var unit)) return yielded;
            var noise = Noise(yielded, 10 * index + (unit == changed ? 1 : 0));
            if (!seen.Made.TryGetValue(unit, out var all)) seen.Made[unit] = all = [];
            all.AddRange(ModelTrace.Tensors(noise).OrderByDescending(x => x.numel()).Take(1).Select(Kept));
            return noise;
        }
    }

    /// <summary>The calls by which a unit reads: all of equal ones, the first of a chain.</summary>
    public static IReadOnlyList<LayerCall> Heads(Unit unit) => unit.Times > 1 ? unit.Calls : [unit.First];

    private static IReadOnlyList<LayerCall> Tails(Unit unit) => unit.Times > 1 ? unit.Calls : [unit.Last];

    private static Dictionary<int, int> Numbered(IEnumerable<(int Call, int Unit)> pairs) =>
        pairs.ToDictionary(pair => pair.Call, pair => pair.Unit);

    private static Tensor Kept(Tensor x) => x.detach().clone();

    // A tensor is replaced; those in a record, which only its maker can make, are written over.
    private static object? Noise(object? yielded, long seed)
    {
        using var dice = Seed.Generator(seed);
        if (yielded is Tensor x) return x.is_floating_point() ? rand(x.shape, dtype: x.dtype, device: x.device, generator: dice) : x;
        foreach (var part in ModelTrace.Tensors(yielded).Where(t => t.is_floating_point()))
            part.copy_(rand(part.shape, generator: dice));
        return yielded;
    }

    private static Tensor Other(Tensor x)
    {
        using var dice = Seed.Generator(1);
        return x.is_floating_point() ? rand(x.shape, dtype: x.dtype, device: x.device, generator: dice)
            : x.dtype == ScalarType.Bool ? x.logical_not()
            : where(x > 0, x - 1, x + 1);                                          // a neighbour is a token too
    }
}
