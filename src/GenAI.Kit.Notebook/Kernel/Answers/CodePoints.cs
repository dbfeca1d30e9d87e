namespace GenAI.Kit.Notebook.Kernel.Answers;

/// <summary>Cursor positions: Jupyter counts code points, .NET counts UTF-16 units.</summary>
internal static class CodePoints
{
    /// <summary>The index of the code point with this number; a number too large means the end.</summary>
    public static int ToIndex(string text, int codePoints)
    {
        var index = 0;
        for (; codePoints > 0 && index < text.Length; codePoints--)
            index += char.IsSurrogatePair(text, index) ? 2 : 1;
        return index;
    }

    /// <summary>How many code points stand before this index.</summary>
    public static int FromIndex(string text, int index)
    {
        var count = 0;
        for (var i = 0; i < index; i++, count++)
            if (i + 1 < text.Length && char.IsSurrogatePair(text, i)) i++;
        return count;
    }
}
