using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GenAI.Kit.Layers;

/// <summary>What a <see cref="Lora"/> is.</summary>
/// <param name="Rank">r, the rows of A.</param>
/// <param name="Alpha">α; the scale is α / r.</param>
public sealed record LoraConfig(int Rank, double Alpha);

/// <summary>Low-rank adaptation: a trained network learns a little more, in two thin matrices beside each of its
/// linear layers, and itself stays as it is.</summary>
/// <remarks>Hu et al. 2021, arXiv:2106.09685. Lesson 5.4. Layer y = W·x becomes y = W·x + (α / r)·B·A·x, with A
/// from Kaiming's uniform and B = 0: it begins as the network that it found. Deviations: queries, keys and values of
/// self-attention share one A and B, since they share one layer; those of cross-attention are not adapted, since
/// <see cref="MultiHeadAttention"/> takes its weights apart there; convolutions are not adapted.</remarks>
public sealed class Lora : nn.Module
{
    private const string TakenApart = "crossAttention.inProjection";

    private readonly List<(Linear Layer, string Key, Action Unhook)> parts = [];
    private readonly nn.Module model;
    private readonly HashSet<string> frozen = [];                                 // names, since `to` makes others
    private readonly double scale;

    /// <param name="model">What is adapted. Its own weights are frozen until <see cref="Remove"/> or
    /// <see cref="Merge"/>.</param>
    /// <param name="rank">r, the rows of A: 0 changes nothing.</param>
    /// <param name="alpha">α; the rank if left out, so that the scale is 1.</param>
    /// <param name="which">Names of the layers to adapt, as `named_modules` has them; null: all linear ones.</param>
    /// <exception cref="ArgumentException">The rank is negative, there is no such layer, or the names of two
    /// differ in '.' and '_' only.</exception>
    public Lora(nn.Module model, int rank, double? alpha = null, Func<string, bool>? which = null)
        : base(nameof(Lora))
    {
        if (rank < 0) throw new ArgumentException($"A rank is 0 or more, not {rank}.", nameof(rank));
        Config = new(rank, alpha ?? rank);
        scale = rank == 0 ? 0 : Config.Alpha / rank;
        var meant = model.named_modules().Where(part => part.module is Linear
            && !part.name.EndsWith(TakenApart, StringComparison.Ordinal)
            && (which is null || which(part.name))).ToList();
        if (meant.Count == 0)
            throw new ArgumentException("No linear layer that is meant lies within the model.", nameof(which));
        if (meant.GroupBy(part => Key(part.name)).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw new ArgumentException($"Two layers differ in '.' and '_' only: {twice.Key}.", nameof(model));
        foreach (var (name, module) in meant) Adapt(Key(name), (Linear)module, rank);
        this.model = model;
        foreach (var (name, weight) in model.named_parameters().Where(part => part.parameter.requires_grad))
        {
            weight.requires_grad = false;
            frozen.Add(name);
        }
    }

    /// <summary>Its rank and α. A file of its weights fills one that was put around a network of the same class:
    /// <see cref="Pretrained.Load(string, nn.Module)"/>.</summary>
    public LoraConfig Config { get; }

    /// <summary>How many layers are adapted.</summary>
    public int Layers => parts.Count;

    /// <summary>Adds B·A to the weights for good, and takes itself off: the network says the same as with it, as fast
    /// as before.</summary>
    /// <exception cref="InvalidOperationException">It was taken off.</exception>
    public void Merge()
    {
        if (parts.Count == 0) throw new InvalidOperationException("There is nothing to merge: it was taken off.");
        using (no_grad())
        using (NewDisposeScope())
            foreach (var (layer, key, _) in parts)
                layer.weight!.add_(scale * Of(key, "b").matmul(Of(key, "a")));
        Remove();
    }

    /// <summary>Takes itself off: the network is what it was, and learns again.</summary>
    public void Remove()
    {
        foreach (var part in parts) part.Unhook();
        foreach (var (name, weight) in model.named_parameters().Where(part => frozen.Contains(part.name)))
            weight.requires_grad = true;
        parts.Clear();
        frozen.Clear();
    }

    /// <summary>Takes itself off, and frees its matrices.</summary>
    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) Remove();
        base.Dispose(disposing);
    }

    private static string Key(string name) => name.Replace('.', '_');

    private void Adapt(string key, Linear layer, int rank)
    {
        using var _ = no_grad();
        var weight = layer.weight!;
        var (device, type) = (weight.device, weight.dtype);
        var a = new Parameter(empty(rank, layer.in_features, type, device));
        if (rank > 0) nn.init.kaiming_uniform_(a, Math.Sqrt(5));
        var b = new Parameter(zeros(layer.out_features, rank, type, device));
        a.DetachFromDisposeScope();
        b.DetachFromDisposeScope();
        register_parameter($"{key}_a", a);
        register_parameter($"{key}_b", b);
        parts.Add((layer, key, layer.register_forward_hook((_, x, y) => y + scale
            * nn.functional.linear(nn.functional.linear(x, Of(key, "a")), Of(key, "b"))).remove));
    }

    // By name, since `to` puts others in their place.
    private Parameter Of(string key, string matrix) => get_parameter($"{key}_{matrix}")!;
}
