using static TorchSharp.torch;

namespace GenAI.Kit.Adversarial;

/// <summary>Penalties on the slope of a discriminator or critic: its gradient by its input.</summary>
/// <remarks>Lessons 3.1 and 3.2. Neither works with batch normalisation in the discriminator: there an example's
/// score depends on its neighbours.</remarks>
public static class GradientPenalty
{
    /// <summary>WGAN-GP: (|∇D(x̂)| − 1)², the mean over points x̂ on straight lines between pairs of real and
    /// generated examples. To be weighted by λ = 10 in the paper, by less in the plane.</summary>
    /// <remarks>Gulrajani et al. 2017, arXiv:1704.00028, eq. 3 and algorithm 1.</remarks>
    /// <param name="critic">From [B, …] to scores [B] or [B, 1].</param>
    /// <param name="real">Shape [B, …].</param>
    /// <param name="fake">Same shape; no gradient goes into it.</param>
    public static Tensor Between(Func<Tensor, Tensor> critic, Tensor real, Tensor fake)
    {
        var shape = real.shape.Select((n, i) => i == 0 ? n : 1).ToArray();
        var t = rand(shape, device: real.device);                                 // one place on each line
        var gradient = Gradient(critic, t * real + (1 - t) * fake);
        return ((gradient.square().sum(1) + 1e-12).sqrt() - 1).square().mean();   // √ has no slope at 0
    }

    /// <summary>R1: |∇D(x)|², the mean over real examples. To be weighted by γ/2.</summary>
    /// <remarks>Mescheder, Geiger and Nowozin 2018, arXiv:1801.04406, eq. 9.</remarks>
    /// <param name="discriminator">From [B, …] to logits [B] or [B, 1].</param>
    /// <param name="real">Shape [B, …].</param>
    public static Tensor R1(Func<Tensor, Tensor> discriminator, Tensor real) =>
        Gradient(discriminator, real).square().sum(1).mean();

    /// <summary>The gradient of f at each x, flattened, shape [B, D]; can be differentiated again. Works also where
    /// gradients are switched off.</summary>
    /// <remarks>TorchSharp's autograd.grad ends the process where there is no graph.</remarks>
    public static Tensor Gradient(Func<Tensor, Tensor> f, Tensor x)
    {
        using var _ = enable_grad();
        var at = x.detach().requires_grad_();
        return autograd.grad([f(at).sum()], [at], retain_graph: true, create_graph: true)[0].flatten(1);
    }
}
