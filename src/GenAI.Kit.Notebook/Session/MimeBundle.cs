using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace GenAI.Kit.Notebook.Session;

/// <summary>One value in several formats, the preferred first: mime type → text (base64 for pictures).</summary>
public sealed class MimeBundle(IReadOnlyList<KeyValuePair<string, string>> parts)
    : IReadOnlyDictionary<string, string>
{
    public MimeBundle(string mime, string text) : this([new(mime, text)]) { }

    public int Count => parts.Count;

    public IEnumerable<string> Keys => parts.Select(p => p.Key);

    public IEnumerable<string> Values => parts.Select(p => p.Value);

    public string this[string mime] => TryGetValue(mime, out var text) ? text
        : throw new KeyNotFoundException($"The value has no format {mime}; it has {string.Join(", ", Keys)}.");

    public bool ContainsKey(string mime) => parts.Any(p => p.Key == mime);

    public bool TryGetValue(string mime, [MaybeNullWhen(false)] out string text)
    {
        text = parts.FirstOrDefault(p => p.Key == mime).Value;
        return text is not null;
    }

    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => parts.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
