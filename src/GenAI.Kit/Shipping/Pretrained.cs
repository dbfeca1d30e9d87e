using System.Diagnostics;
using GenAI.Kit.Data;
using static TorchSharp.torch;

namespace GenAI.Kit;

/// <summary>Weights and tables of results that come with the kit, in data/checkpoints. `genai train` makes them; each
/// says inside how it was made, and is checked by its SHA-256 when it is read.</summary>
public static class Pretrained
{
    private const string Folder = "checkpoints/";

    /// <summary>A model with shipped weights, of the configuration that they were made with.</summary>
    /// <typeparam name="T">The model's class.</typeparam>
    /// <param name="name">The lesson and what it is, such as "4.3-gpt".</param>
    /// <returns>In evaluation mode.</returns>
    /// <exception cref="FileNotFoundException">They are missing.</exception>
    /// <exception cref="InvalidDataException">They are not what was shipped, or of another class: the message says of
    /// which.</exception>
    public static T Load<T>(string name) where T : nn.Module => Load(name) switch
    {
        T model => model,
        var other => throw new InvalidDataException(
            $"{name} holds weights of {other.GetType().Name}, not of {typeof(T).Name}."),
    };

    /// <summary>The same, for code that does not know the class.</summary>
    /// <inheritdoc cref="Load{T}(string)"/>
    public static nn.Module Load(string name)
    {
        var (content, file) = Read(name);
        var origin = Checkpoint.OriginOf(content, file);
        var model = Configuration.Build(origin.Model, origin.Config, file);
        Checkpoint.Load(content, file, model);
        model.eval();
        return model;
    }

    /// <summary>Fills a model with shipped weights.</summary>
    /// <param name="name">The lesson and what it is, such as "1.3-fashion".</param>
    /// <param name="model">Of the class and configuration that the weights were made with.</param>
    /// <returns>How they were made.</returns>
    /// <exception cref="FileNotFoundException">They are missing.</exception>
    /// <exception cref="InvalidDataException">They are not what was shipped, or don't fit the model.</exception>
    public static Origin Load(string name, nn.Module model) => Load(name, model, KitFolder.Data());

    internal static Origin Load(string name, nn.Module model, string data)
    {
        var (content, file) = Read(name, data);
        return Checkpoint.Load(content, file, model);
    }

    /// <summary>How shipped weights were made, without a model to fill.</summary>
    /// <param name="name">The lesson and what it is, such as "1.3-fashion".</param>
    public static Origin OriginOf(string name)
    {
        var (content, file) = Read(name);
        return Checkpoint.OriginOf(content, file);
    }

    /// <summary>Are there weights, or a table, of this name?</summary>
    /// <param name="name">The lesson and what it is, such as "1.3-fashion".</param>
    public static bool Has(string name) => new[] { ".safetensors", ".tsv" }
        .Any(kind => File.Exists(Path.Combine(KitFolder.Data(), Folder + name + kind)));

    /// <summary>A shipped table of results.</summary>
    /// <param name="name">The lesson and what it is, such as "5.2-samplers".</param>
    public static ResultTable Table(string name) => Table(name, KitFolder.Data());

    internal static ResultTable Table(string name, string data)
    {
        var file = Folder + name + ".tsv";
        return ResultTable.Parse(DataFile.Read(file, data), "data/" + file);
    }

    /// <summary>Writes weights to ship, and their sum into data/SHA256SUMS.</summary>
    /// <param name="name">The lesson and what it is, such as "1.3-fashion".</param>
    /// <param name="model">A model of the kit.</param>
    /// <param name="seeds">One for each run behind it.</param>
    /// <param name="minutes">How long the making took.</param>
    /// <returns>The file.</returns>
    public static string Save(string name, nn.Module model, long[] seeds, double minutes) =>
        Save(name, model, seeds, minutes, KitFolder.Data());

    internal static string Save(string name, nn.Module model, long[] seeds, double minutes, string data) =>
        Save(data, name + ".safetensors", file => Checkpoint.Save(file, model,
            new(Commit(), seeds, minutes, model.GetType().FullName!, Configuration.Of(model))));

    /// <summary>Writes a table of results to ship.</summary>
    /// <param name="table">The results.</param>
    /// <inheritdoc cref="Save(string, nn.Module, long[], double)"/>
    public static string Save(string name, TextTable table, long[] seeds, double minutes) =>
        Save(name, table, seeds, minutes, KitFolder.Data());

    internal static string Save(string name, TextTable table, long[] seeds, double minutes, string data) =>
        Save(data, name + ".tsv", file => new ResultTable(new(Commit(), seeds, minutes), table).Save(file));

    private static (byte[] Content, string File) Read(string name, string? data = null)
    {
        var file = Folder + name + ".safetensors";
        return (DataFile.Read(file, data), "data/" + file);
    }

    private static string Save(string data, string name, Action<string> write)
    {
        var file = Path.Combine(data, Folder + name);
        write(file);
        DataFile.List(Folder + name, data);
        return file;
    }

    private static string Commit()
    {
        try
        {
            using var git = Process.Start(new ProcessStartInfo("git", ["-C", KitFolder.Find(), "rev-parse", "HEAD"])
            { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var commit = git.StandardOutput.ReadToEnd().Trim();
            git.WaitForExit();
            return git.ExitCode == 0 ? commit : "unknown";
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or DirectoryNotFoundException)
        {
            return "unknown";                                            // no git on this machine, or no clone
        }
    }
}
