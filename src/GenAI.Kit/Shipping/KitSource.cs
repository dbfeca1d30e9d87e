using System.Text.RegularExpressions;

namespace GenAI.Kit;

/// <summary>The kit's own sources, embedded in its assembly: students read them.</summary>
public static class KitSource
{
    /// <summary>The text of the file that declares a type.</summary>
    /// <param name="type">One of the kit's.</param>
    /// <exception cref="ArgumentException">The type is not the kit's.</exception>
    public static string Of(Type type)
    {
        while (type.DeclaringType is { } outer) type = outer;
        var name = type.Name.Split('`')[0];
        var files = type.Assembly.GetManifestResourceNames().Where(file => file.StartsWith("source/")).ToList();
        var declaration = new Regex($@"\b(class|struct|record|interface|enum|delegate \w+)\s+{name}\b");
        return files.OrderByDescending(file => file.EndsWith($"/{name}.cs")).Select(file => Read(type, file))
            .FirstOrDefault(text => declaration.IsMatch(text) && text.Contains($"namespace {type.Namespace};"))
            ?? throw new ArgumentException($"{type.Assembly.GetName().Name} does not embed the source of {type}.");
    }

    private static string Read(Type type, string file)
    {
        using var reader = new StreamReader(type.Assembly.GetManifestResourceStream(file)!);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
