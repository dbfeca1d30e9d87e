using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using static TorchSharp.torch;

namespace GenAI.Kit;

/// <summary>A model's configuration, as it stands in a checkpoint: the record that its constructor takes, which its
/// property Config gives back.</summary>
internal static class Configuration
{
    private static readonly JsonSerializerOptions Json = new()
    {
        Converters = { new JsonStringEnumConverter() },
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The configuration as JSON; empty if the model has none.</summary>
    public static string Of(nn.Module model) => model.GetType().GetProperty("Config")?.GetValue(model) is { } config
        ? JsonSerializer.Serialize(config, config.GetType(), Json) : "";

    /// <summary>Where a model is other than a file says: fields of both that differ, such as "Alpha is 16 in the file
    /// and 2 in the model". Of another class, or where one has none, nothing.</summary>
    public static IEnumerable<string> Differences(nn.Module model, Origin file)
    {
        var own = Of(model);
        if (own == "" || file.Config == "" || file.Model != model.GetType().FullName) return [];
        return Differences(JsonNode.Parse(own)!.AsObject(), JsonNode.Parse(file.Config)!.AsObject());
    }

    private static IEnumerable<string> Differences(JsonObject model, JsonObject file) =>
        file.Where(field => model.ContainsKey(field.Key)).SelectMany(field => (model[field.Key], field.Value) switch
        {
            (JsonObject inner, JsonObject saved) => Differences(inner, saved),
            var (own, saved) when !JsonNode.DeepEquals(own, saved) =>
                [$"{field.Key} is {Said(saved)} in the file and {Said(own)} in the model"],
            _ => Array.Empty<string>(),
        });

    private static string Said(JsonNode? value) => value?.ToJsonString() ?? "null";

    /// <summary>A new model of this type and configuration.</summary>
    /// <param name="type">Full name of one of the kit's types.</param>
    /// <param name="config">As <see cref="Of"/> wrote it.</param>
    /// <param name="name">The file, for the message.</param>
    /// <exception cref="InvalidDataException">There is no such type, or it does not take this.</exception>
    public static nn.Module Build(string type, string config, string name)
    {
        if (typeof(Configuration).Assembly.GetType(type) is not { } model
            || !typeof(nn.Module).IsAssignableFrom(model))
            throw new InvalidDataException($"{name} holds weights of \"{type}\", which is no model of the kit.");
        if (model.GetConstructors().SingleOrDefault(c => c.GetParameters().Length == 1) is not { } constructor)
            throw new InvalidDataException($"{name} holds weights of {model.Name}, which can't be built from a file "
                + "alone: make one, then fill it by Pretrained.Load(name, model).");
        try
        {
            var arguments = JsonSerializer.Deserialize(config, constructor.GetParameters()[0].ParameterType, Json);
            return (nn.Module)constructor.Invoke([arguments]);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or TargetInvocationException)
        {
            throw new InvalidDataException(
                $"{name}: {model.Name} can't be built from \"{config}\": {(e.InnerException ?? e).Message}", e);
        }
    }
}
