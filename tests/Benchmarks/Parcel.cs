using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Benchmarks;

/// <summary>Weights, inputs and outputs of a pair in one safetensors file: tests/Peers/peers.py makes the outputs
/// from the rest, and compares.</summary>
internal sealed class Parcel() : nn.Module(nameof(Parcel))
{
    /// <summary>A model's weights, under name.key.</summary>
    public Parcel Model(string name, nn.Module model)
    {
        foreach (var (key, w) in model.state_dict()) Put($"{name}.{key}", w);
        return this;
    }

    /// <summary>What goes into the comparison.</summary>
    public Parcel Input(string name, Tensor value) => Put("in." + name, value);

    /// <summary>What comes out of it.</summary>
    public Parcel Output(string name, Tensor value) => Put("out." + name, value);

    /// <summary>The losses of some steps of training.</summary>
    public Parcel Output(string name, double[] values) => Put("out." + name, tensor(values));

    public void Save(string folder, string pair) =>
        Checkpoint.Save(Path.Combine(folder, pair + ".safetensors"), this, new("", [], 0, ""));

    private Parcel Put(string name, Tensor value)
    {
        register_buffer(name.Replace('.', '/'), value.detach().clone());      // a buffer's name holds no dot
        return this;
    }
}
