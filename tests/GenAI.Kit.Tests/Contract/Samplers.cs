using System.Reflection;
using GenAI.Kit.Adversarial;
using GenAI.Kit.Autoencoders;
using GenAI.Kit.Diffusion;
using GenAI.Kit.Flows;
using GenAI.Kit.Multimodal;
using GenAI.Kit.Sequences;
using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Tests.Contract;

/// <summary>Every method that draws step by step, with its model and what it begins with.</summary>
internal static class Samplers
{
    /// <summary>Runs one; yields what it drew.</summary>
    public delegate Tensor Draw(Action<int, Tensor>? watch, CancellationToken cancellation);

    /// <summary>One that is ready to run.</summary>
    public sealed record Ready(nn.Module Model, Draw Draw);

    /// <summary>Those that draw in one go: nothing to watch, nothing to cancel.</summary>
    public static readonly Type[] AtOnce =
    [
        typeof(Vae), typeof(ConditionalVae), typeof(ConvVae), typeof(DiagonalGaussian), typeof(PointGenerator),
        typeof(DcganGenerator), typeof(ConditionalGenerator), typeof(RealNvp),
    ];

    private static readonly NoiseSchedule Noises = NoiseSchedule.Linear(6);

    /// <summary>Steps that watching shows, and how it is made ready.</summary>
    public static readonly Dictionary<string, (int Steps, Func<Ready> Make)> Loops = new()
    {
        ["Ddpm.Sample(count)"] = (6, () => Of(Pictures(), m => (watch, stop) => m.Sample(2, watch, stop))),
        ["Ddpm.Sample(noise)"] = (6, () => Of(Points(), (m, x) => (watch, stop) => m.Sample(x, watch, stop))),
        ["Ddpm.Sample(count), given"] = (6, () => Of(Asked(), m => (watch, stop) => m.Sample(2, watch, stop))),
        ["Ddim.Sample(count)"] = (3, () => Of(Pictures(), m => (watch, stop) =>
            Ddim.Sample(m, 2, 3, watch: watch, cancellation: stop))),
        ["Ddim.Sample(noise)"] = (3, () => Of(Points(), (m, x) => (watch, stop) =>
            Ddim.Sample(m, x, 3, eta: 1, watch: watch, cancellation: stop))),
        ["ProbabilityFlow.Sample(count)"] = (3, () => Of(Pictures(), m => (watch, stop) =>
            ProbabilityFlow.Sample(m, 2, 3, watch, stop))),
        ["ProbabilityFlow.Sample(noise)"] = (3, () => Of(Points(), (m, x) => (watch, stop) =>
            ProbabilityFlow.Sample(m, x, 3, watch, stop))),
        ["FlowMatching.Sample(count)"] = (3, () => Of(new UNet(new(3, 8, 16)), zeros(0), (net, _) => (watch, stop) =>
            new FlowMatching(net, pictures: [3, 8, 8]).Sample(2, 3, OdeRule.Heun, watch, stop))),
        ["FlowMatching.Sample(noise)"] = (3, () => Of(new Towards(), randn(2, 2), (net, x) => (watch, stop) =>
            new FlowMatching(net).Sample(x, 3, watch: watch, cancellation: stop))),
        ["Ode.Solve"] = (3, () => Of(new Towards(), randn(2, 2), (net, x) => (watch, stop) =>
        {
            using var none = no_grad();
            return Ode.Solve((at, _) => net.call(at, at), x, 3, watch: watch, cancellation: stop);
        })),
        ["Langevin.Sample"] = (5, () => Of(Points(), (_, x) => (watch, stop) =>
            Langevin.Sample(at => -at, x, 0.1, 5, watch, stop))),
        ["Langevin.Annealed"] = (2, () => Of(new ScoreNet(new(8)), randn(2, 2), (net, x) => (watch, stop) =>
            Langevin.Annealed(net.call, x, [2, 1], 0.1, 3, watch, stop))),
        ["PixelCnnPrior.Sample"] = (16, () => Of(new PixelCnnPrior(new(4, 5, 8, 1)), zeros(0), (net, _) => (watch, stop) =>
            net.Sample(2, watch: watch, cancellation: stop))),
        ["Gpt.Sample"] = (12, () => Of(Writer(), Start(), (net, start) => (watch, stop) =>
            net.Sample(start, 12, Decoding.Greedy, watch, stop))),
        ["LanguageModel.Sample"] = (4, () => Of(new CausalConvNet(new(7, 8, 2)), Start(), (net, start) => (watch, stop) =>
            net.Sample(start, 4, watch: watch, cancellation: stop))),
        ["Decoding.Write"] = (4, () => Of(Writer(), Start(), (net, start) => (watch, stop) =>
            Decoding.Write(net.AsNextToken(), start, 4, end: 6, watch: watch, cancellation: stop))),
    };

    /// <summary>Those that have nothing to watch.</summary>
    public static readonly Dictionary<string, Func<Ready>> Unwatched = new()
    {
        ["Ode.LogProbability"] = () => Of(new Towards(), randn(2, 2), (net, x) => (_, stop) =>
            Ode.LogProbability((at, _) => net.call(at, at), x, 3, cancellation: stop)),
        ["BeamSearch.Of"] = () => Of(Writer(), Start(), (net, start) => (_, stop) =>
        {
            var beams = BeamSearch.Of(net.AsNextToken(), start, 2, 4, cancellation: stop);
            beams.LogP.Dispose();
            return beams.Texts;
        }),
        ["Transformer.Greedy"] = () => Of(new Transformer(new(9, 9, 16, 2, 1, 32)), 3 + Start(), (net, source) => (_, stop) =>
            net.Greedy(source, 4, stop)),
        ["Blip.Greedy"] = () => Of(new Blip(new(new(new(8, 3, 4, 16, 1, 2), new(9, 16, 1, 2, 8)), new(9, 16, 1, 2, 8))),
            rand(2, 3, 8, 8), (net, x) => (_, stop) => net.Greedy(x, longest: 4, cancellation: stop)),
    };

    public static TheoryData<string> LoopNames => [.. Loops.Keys];

    public static TheoryData<string> AllNames => [.. Loops.Keys, .. Unwatched.Keys];

    public static Ready Make(string name)
    {
        Seed.Everything(1);
        return Loops.TryGetValue(name, out var loop) ? loop.Make() : Unwatched[name]();
    }

    /// <summary>Public methods of the kit's models that draw tensors, or can be cancelled. Classic densities and toys
    /// draw in one go too; Scope.Fold is the loop inside of samplers.</summary>
    public static IEnumerable<MethodInfo> Public => typeof(Seed).Assembly.GetExportedTypes()
        .Where(type => type.Namespace is not ("GenAI.Kit.Classic" or "GenAI.Kit.Data") && type != typeof(Scope))
        .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static
            | BindingFlags.DeclaredOnly))
        .Where(method => method.Name == "Sample" && method.ReturnType == typeof(Tensor)
            || method.GetParameters().Any(p => p.ParameterType == typeof(CancellationToken)));

    public static Ddpm Pictures() => new(Moved(new UNet(new(3, 8, 16))), Noises, pictures: [3, 8, 8]);

    private static Ddpm Points() => new(Moved(new Towards()), Noises);

    private static Ddpm Asked() => new Ddpm(Moved(new Dit(new(4, 2, 2, 16, 1, 2, [3]))), Noises, pictures: [2, 4, 4])
        .Given(ones(2, 1, int64), weight: 2);

    private static Gpt Writer() => new(new(7, Context: 8, Layers: 1, Heads: 2, Channels: 8));

    private static Tensor Start() => ones(2, 2, int64);

    private static Ready Of(Ddpm model, Func<Ddpm, Draw> draw) => new(model.Network, draw(model));

    private static Ready Of(Ddpm model, Func<Ddpm, Tensor, Draw> draw) => new(model.Network, draw(model, randn(2, 2)));

    private static Ready Of<T>(T model, Tensor start, Func<T, Tensor, Draw> draw) where T : nn.Module =>
        new(model, draw(Moved(model), start));

    // Weights that begin at 0 are moved, so that a network says something.
    private static T Moved<T>(T net) where T : nn.Module
    {
        using var _ = no_grad();
        foreach (var weight in net.parameters()) weight.add_(0.1 * randn_like(weight));
        return net;
    }

    private sealed class Towards() : Net<Tensor, Tensor, Tensor>(nameof(Towards))
    {
        private readonly TorchSharp.Modules.Linear layer = nn.Linear(2, 2);

        public override Tensor forward(Tensor x, Tensor t) => layer.call(x);
    }
}
