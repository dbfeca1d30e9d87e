using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit;

/// <summary>Where a model lives.</summary>
public static class Devices
{
    /// <summary>The device of a model's first weight or buffer; of one that has neither, the CPU.</summary>
    public static Device Device(this nn.Module model) =>
        model.parameters().Select(weight => weight.device)
            .Concat(model.buffers().Select(buffer => buffer.device)).FirstOrDefault(CPU);
}
