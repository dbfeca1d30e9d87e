using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Plotting;

/// <summary>What one run of a model showed of the units of one of its layers.</summary>
internal sealed class Seen
{
    /// <summary>By call: what it read, null where there was no tensor.</summary>
    public Dictionary<int, Tensor?[]> Read { get; } = [];

    /// <summary>By unit: what it yielded instead of its own, call by call.</summary>
    public Dictionary<int, List<Tensor>> Made { get; } = [];

    /// <summary>What the layer read.</summary>
    public Tensor?[] Given { get; set; } = [];

    /// <summary>What the layer yielded.</summary>
    public Tensor[] Yielded { get; set; } = [];

    /// <summary>Leaves its tensors to the scope around this one, and all others of the run to their end.</summary>
    public Seen Outwards()
    {
        var all = Read.Values.SelectMany(x => x).Concat(Made.Values.SelectMany(x => x)).Concat(Given).Concat(Yielded);
        foreach (var x in all.OfType<Tensor>()) x.MoveToOuterDisposeScope();
        return this;
    }
}

/// <summary>What runs from where to where among the units of one layer: found, not guessed. Each unit yields fixed
/// random numbers in place of its own; then one of them yields others, and what changes elsewhere has read it.
/// </summary>
/// <param name="model">It runs once for each unit and input, and twice more.</param>
/// <param name="inputs">Of the model.</param>
/// <param name="within">The layer whose units they are.</param>
/// <param name="units">In their order.</param>
internal sealed class Flow(nn.Module model, Tensor[] inputs, LayerCall within, IReadOnlyList<Unit> units)
{
    private readonly HashSet<int> readers = [.. units.SelectMany(Heads).Select(call => call.Index)];
    private readonly Dictionary<int, int> makers = units.Index()                  // by call: the number of its unit
        .SelectMany(u => Tails(u.Item).Select(call => (Call: call.Index, Unit: u.Index)))
        .ToDictionary(pair => pair.Call, pair => pair.Unit);

    /// <summary>Runs the model.</summary>
    /// <param name="changed">The unit that yields other numbers; −1: none.</param>
    /// <param name="input">The input of the layer that is another; −1: none.</param>
    /// <param name="seed">Of the model's own dice.</param>
    public Seen Run(int changed = -1, int input = -1, long seed = 0)
    {
        using var scope = NewDisposeScope();
        var (seen, open, calls) = (new Seen(), new Stack<int>(), 1);
        var given = inputs;
        if (within.Index == 0)
        {
            given = [.. inputs.Select((x, k) => k == input ? Other(x) : x)];
            seen.Given = [.. given.Select(Kept)];
        }
        var made = ModelTrace.Run(model, given, (_, _) => new(
            read =>
            {
                open.Push(calls++);
                return Enter(seen, open.Peek(), read, input);
            },
            yielded => Leave(seen, open.Pop(), yielded, changed)), seed);
        if (within.Index == 0) seen.Yielded = [.. made.Select(Kept)];
        return seen.Outwards();
    }

    /// <summary>The calls by which a unit reads: all of equal ones, the first of a chain.</summary>
    public static IReadOnlyList<LayerCall> Heads(Unit unit) => unit.Times > 1 ? unit.Calls : [unit.First];

    private static IReadOnlyList<LayerCall> Tails(Unit unit) => unit.Times > 1 ? unit.Calls : [unit.Last];

    private object?[] Enter(Seen seen, int call, object?[] read, int input)
    {
        if (call == within.Index)
        {
            read = [.. read.Select((x, k) => k == input && x is Tensor t ? Other(t) : x)];
            seen.Given = [.. read.Select(x => x is Tensor t ? Kept(t) : null)];
        }
        if (readers.Contains(call)) seen.Read[call] = [.. read.Select(x => x is Tensor t ? Kept(t) : null)];
        return read;
    }

    private object? Leave(Seen seen, int call, object? yielded, int changed)
    {
        if (call == within.Index) seen.Yielded = [.. ModelTrace.Tensors(yielded).Select(Kept)];
        if (!makers.TryGetValue(call, out var unit)) return yielded;
        var noise = Noise(yielded, 2 * call + (unit == changed ? 1 : 0));
        if (!seen.Made.TryGetValue(unit, out var all)) seen.Made[unit] = all = [];
        all.AddRange(ModelTrace.Tensors(noise).OrderByDescending(x => x.numel()).Take(1).Select(Kept));
        return noise;
    }

    private static Tensor Kept(Tensor x) => x.detach().clone();

    // A tensor is replaced; those in a record, which only its maker can make, are written over.
    private static object? Noise(object? yielded, long seed)
    {
        using var dice = Seed.Generator(seed);
        if (yielded is Tensor x)
            return x.is_floating_point() ? rand(x.shape, dtype: x.dtype, device: x.device, generator: dice) : x;
        foreach (var part in ModelTrace.Tensors(yielded).Where(t => t.is_floating_point()))
            part.copy_(rand(part.shape, generator: dice));
        return yielded;
    }

    private static Tensor Other(Tensor x)
    {
        using var dice = Seed.Generator(1);
        return x.is_floating_point() ? rand(x.shape, dtype: x.dtype, device: x.device, generator: dice)
            : x.dtype == ScalarType.Bool ? x.logical_not()
            : where(x > 0, x - 1, x + 1);                                         // a neighbour is a token too
    }
}
