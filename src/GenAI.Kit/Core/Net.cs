using static TorchSharp.torch.nn;

namespace GenAI.Kit;

/// <summary>Base of the kit's models with one input: registers every field that is a module, parameter or
/// tensor.</summary>
/// <remarks>
/// TorchSharp forgets a layer whose constructor does not call RegisterComponents, silently. A base constructor runs
/// after the derived class's field initialisers, so this one can make that call for all. The field's name is the
/// checkpoint's key; tensor fields become buffers. Both outlive the dispose scope that was open when the model was
/// made.
/// </remarks>
/// <typeparam name="TIn">What <c>forward</c> reads: mostly a tensor.</typeparam>
/// <typeparam name="TOut">What it yields: a tensor, or a record of all that the loss reads.</typeparam>
public abstract class Net<TIn, TOut> : Module<TIn, TOut>
{
    /// <param name="name">The model's name; derived classes pass <c>nameof</c> themselves.</param>
    protected Net(string name) : base(name)
    {
        RegisterComponents();
        Nets.Detach(this);
    }
}

/// <summary>Base of the kit's models with two inputs, such as a noisy image and its time step.</summary>
/// <remarks>See <see cref="Net{TIn,TOut}"/>.</remarks>
/// <typeparam name="TIn1">The first thing that <c>forward</c> reads.</typeparam>
/// <typeparam name="TIn2">The second.</typeparam>
/// <typeparam name="TOut">What it yields.</typeparam>
public abstract class Net<TIn1, TIn2, TOut> : Module<TIn1, TIn2, TOut>
{
    /// <param name="name">The model's name; derived classes pass <c>nameof</c> themselves.</param>
    protected Net(string name) : base(name)
    {
        RegisterComponents();
        Nets.Detach(this);
    }
}

/// <summary>Base of the kit's models with three inputs, such as a noisy image, its time step and its class.</summary>
/// <remarks>See <see cref="Net{TIn,TOut}"/>.</remarks>
/// <typeparam name="TIn1">The first thing that <c>forward</c> reads.</typeparam>
/// <typeparam name="TIn2">The second.</typeparam>
/// <typeparam name="TIn3">The third.</typeparam>
/// <typeparam name="TOut">What it yields.</typeparam>
public abstract class Net<TIn1, TIn2, TIn3, TOut> : Module<TIn1, TIn2, TIn3, TOut>
{
    /// <param name="name">The model's name; derived classes pass <c>nameof</c> themselves.</param>
    protected Net(string name) : base(name)
    {
        RegisterComponents();
        Nets.Detach(this);
    }
}

/// <summary>Base of the kit's models with four inputs, such as who asks, who is asked, a mask and a cache.</summary>
/// <remarks>See <see cref="Net{TIn,TOut}"/>.</remarks>
/// <typeparam name="TIn1">The first thing that <c>forward</c> reads.</typeparam>
/// <typeparam name="TIn2">The second.</typeparam>
/// <typeparam name="TIn3">The third.</typeparam>
/// <typeparam name="TIn4">The fourth.</typeparam>
/// <typeparam name="TOut">What it yields.</typeparam>
public abstract class Net<TIn1, TIn2, TIn3, TIn4, TOut> : Module<TIn1, TIn2, TIn3, TIn4, TOut>
{
    /// <param name="name">The model's name; derived classes pass <c>nameof</c> themselves.</param>
    protected Net(string name) : base(name)
    {
        RegisterComponents();
        Nets.Detach(this);
    }
}

internal static class Nets
{
    public static void Detach(Module net)
    {
        NativeBackend.Load();
        foreach (var parameter in net.parameters()) parameter.DetachFromDisposeScope();
        foreach (var buffer in net.buffers()) buffer.DetachFromDisposeScope();
    }
}
