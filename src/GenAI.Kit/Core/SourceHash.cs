using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace GenAI.Kit;

/// <summary>The kit's own sources, embedded in its assembly: students read them, shipped results carry their
/// hash.</summary>
public static class SourceHash
{
    /// <summary>SHA-256, as hexadecimal digits, of the files that declare these types. What follows // in a line,
    /// blank space at its end and empty lines do not count: a better comment makes no result outdated.</summary>
    /// <exception cref="ArgumentException">A type is not the kit's.</exception>
    public static string Of(params Type[] types) => types.Length == 0
        ? throw new ArgumentException("A hash of no source says nothing: name the types that did the work.")
        : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(types.SelectMany(Code)))));

    private static IEnumerable<string> Code(Type type) => Text(type).Split('\n')
        .Select(line => line.Split("//")[0].TrimEnd()).Where(line => line.Length > 0).Select(line => line + "\n");

    /// <summary>The text of the file that declares a type.</summary>
    /// <exception cref="ArgumentException">The type is not the kit's.</exception>
    public static string Text(Type type)
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
