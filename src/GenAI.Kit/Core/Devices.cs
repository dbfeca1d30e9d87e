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

    /// <summary>Makes a device the one on which everything is made that names no other: pictures of a data set,
    /// noise, new models. For the whole process.</summary>
    /// <param name="name">"cpu", "cuda" or "cuda:1", or what else libtorch knows.</param>
    /// <exception cref="ArgumentException">There is no such device, here or at all.</exception>
    public static Device Use(string name)
    {
        var kind = name.Split(':')[0].ToLowerInvariant();
        if (!Enum.TryParse<DeviceType>(kind, ignoreCase: true, out var type) || !char.IsLetter(kind[0]))
            throw new ArgumentException(
                $"There is no device \"{name}\": write \"cpu\", or \"cuda\" for an NVIDIA card.");
        if (type == DeviceType.CUDA && !cuda.is_available())
            throw new ArgumentException("No CUDA here: it needs an NVIDIA card, and the kit built for it with "
                + "`dotnet build -c Release -p:GenAIBackend=cuda-12.8` (environment.md).");
        var device = new Device(name);
        set_default_device(device);
        return device;
    }
}
