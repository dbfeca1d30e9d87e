namespace GenAI.Kit.Lessons;

/// <summary>The library's own sources, as the kit was built from them.</summary>
public static class Source
{
    /// <summary>Shows the file that declares <typeparamref name="T"/>, from its first declaration on.</summary>
    /// <exception cref="ArgumentException">The type has no file of its own name in the library.</exception>
    public static Markdown Show<T>() => Show(typeof(T));

    /// <inheritdoc cref="Show{T}"/>
    /// <remarks>For static classes, which can't be a type argument: <c>Source.Show(typeof(Gaussian))</c>.</remarks>
    public static Markdown Show(Type type)
    {
        var file = $"{type.Name.Split('`')[0]}.cs";
        var name = type.Assembly.GetManifestResourceNames()
            .FirstOrDefault(n => n.StartsWith("source/") && n.Split('/')[^1] == file)
            ?? throw new ArgumentException($"{type.FullName} has no source file {file} in {type.Assembly.GetName().Name}.");
        using var reader = new StreamReader(type.Assembly.GetManifestResourceStream(name)!);
        var lines = reader.ReadToEnd().Split('\n').SkipWhile(l => l.Trim() is "" || l.StartsWith("using "));
        return Markdown.Code(string.Join('\n', lines));
    }
}
