namespace GenAI.Kit.Notebook.Session.Packages;

/// <summary>Versions of packages, compared as NuGet does.</summary>
internal static class PackageVersions
{
    /// <summary>Whether a version that is loaded is what was asked for.</summary>
    /// <param name="asked">1.2.3, 1.2.*, * or *-*; null for any.</param>
    public static bool Fits(string? asked, string loaded)
    {
        if (asked is null || asked.StartsWith('*')) return true;
        var (wanted, given) = (Plain(asked), Plain(loaded));
        if (!wanted.Contains('*')) return wanted == given;
        var start = wanted[..wanted.IndexOf('*')];
        return (given + ".").StartsWith(start, StringComparison.Ordinal);
    }

    /// <summary>Without what is no part of the identity: 2.14.1.0+commit is 2.14.1.</summary>
    private static string Plain(string version)
    {
        var text = version.Split('+')[0].ToLowerInvariant();
        var dash = text.IndexOf('-');
        var (numbers, label) = dash < 0 ? (text, "") : (text[..dash], text[dash..]);
        if (numbers.Contains('*')) return numbers + label;
        var parts = numbers.Split('.').Select(n => n.TrimStart('0').PadLeft(1, '0')).ToList();
        while (parts.Count < 3) parts.Add("0");
        if (parts is [_, _, _, "0"]) parts.RemoveAt(3);
        return string.Join(".", parts) + label;
    }
}
