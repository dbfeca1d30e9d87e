namespace GenAI.Kit.Lessons;

/// <summary>The library's own sources, as the kit was built from them.</summary>
public static class Source
{
    /// <summary>Shows the file that declares <typeparamref name="T"/>, from its first declaration on.</summary>
    /// <exception cref="ArgumentException">The type is not the library's.</exception>
    public static Markdown Show<T>() => Show(typeof(T));

    /// <inheritdoc cref="Show{T}"/>
    /// <remarks>For static classes, which can't be a type argument: <c>Source.Show(typeof(Gaussian))</c>.</remarks>
    public static Markdown Show(Type type)
    {
        var lines = KitSource.Of(type).Split('\n').SkipWhile(l => l.Trim() is "" || l.StartsWith("using "));
        return Markdown.Code(string.Join('\n', lines));
    }
}
