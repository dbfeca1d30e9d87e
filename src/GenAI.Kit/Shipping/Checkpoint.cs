using GenAI.Kit.Contract;
using static TorchSharp.torch;

namespace GenAI.Kit;

/// <summary>A model's weights in one safetensors file, with how they were made.</summary>
public static class Checkpoint
{
    /// <summary>Writes every parameter and buffer under its key; a file that was there is replaced at the very end.
    /// </summary>
    /// <exception cref="IOException">The file cannot be written; what was there is untouched.</exception>
    public static void Save(string path, nn.Module model, Origin origin) =>
        AtomicFile.Write(path, stream => Safetensors.Write(stream, model.state_dict(), origin.ToPairs()));

    /// <summary>Fills the model from the file, all of it or nothing.</summary>
    /// <returns>How the file was made.</returns>
    /// <exception cref="FileNotFoundException">No such file.</exception>
    /// <exception cref="InvalidDataException">The file is damaged, its keys, shapes or types are not the model's, or
    /// its configuration is another one of the same class: the message names them, and the model is
    /// unchanged.</exception>
    public static Origin Load(string path, nn.Module model) => Load(Read(path), path, model);

    internal static Origin Load(byte[] content, string path, nn.Module model)
    {
        using var scope = NewDisposeScope();
        var (tensors, metadata) = Safetensors.Read(content, path);
        var origin = Origin.FromPairs(metadata, path);
        var state = model.state_dict();
        List<string> differences = [.. Differences(state, tensors), .. Configuration.Differences(model, origin)];
        if (differences.Count > 0)
            throw new InvalidDataException(
                $"{path} does not fit {model.GetName()}: {string.Join("; ", differences)}.");
        using var _ = no_grad();
        foreach (var (key, tensor) in tensors) state[key].copy_(tensor);
        return origin;
    }

    /// <summary>How the file was made, without a model to fill.</summary>
    public static Origin OriginOf(string path) => OriginOf(Read(path), path);

    internal static Origin OriginOf(byte[] content, string path)
    {
        using var scope = NewDisposeScope();
        return Origin.FromPairs(Safetensors.Read(content, path).Metadata, path);
    }

    private static byte[] Read(string path) => File.Exists(path) ? File.ReadAllBytes(path)
        : throw new FileNotFoundException($"There is no checkpoint {path}.", path);

    private static IEnumerable<string> Differences(Dictionary<string, Tensor> model, Dictionary<string, Tensor> file)
    {
        foreach (var key in model.Keys.Except(file.Keys)) yield return $"the file lacks {key}";
        foreach (var key in file.Keys.Except(model.Keys)) yield return $"the model has no {key}";
        foreach (var key in model.Keys.Intersect(file.Keys))
            if (Kind(model[key]) != Kind(file[key]))
                yield return $"{key} is {Kind(file[key])} in the file and {Kind(model[key])} in the model";
    }

    private static string Kind(Tensor x) => $"{x.dtype} [{string.Join(", ", x.shape)}]";
}
