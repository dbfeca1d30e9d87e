using System.Security.Cryptography;

namespace GenAI.Kit.Contract;

/// <summary>The list SHA256SUMS of a folder, as `sha256sum` writes it: a sum, two blanks, a path a line.</summary>
public static class Sums
{
    /// <summary>The list's name.</summary>
    public const string FileName = "SHA256SUMS";

    /// <summary>The sums by path below the folder, with slashes.</summary>
    /// <exception cref="IOException">There is no list, or it can't be read.</exception>
    public static Dictionary<string, string> Read(string folder) =>
        File.ReadLines(Path.Combine(folder, FileName)).Select(line => line.Split("  ", 2))
            .Where(pair => pair.Length == 2).ToDictionary(pair => pair[1], pair => pair[0]);

    /// <summary>SHA-256 in hexadecimal digits.</summary>
    public static string Of(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    /// <summary>Lists a file as it is now.</summary>
    /// <param name="folder">The folder that the list is of.</param>
    /// <param name="name">The file's path below it, with slashes.</param>
    public static void Renew(string folder, string name)
    {
        var sums = Read(folder);
        sums[name] = Of(File.ReadAllBytes(Path.Combine(folder, name)));
        AtomicFile.WriteLines(Path.Combine(folder, FileName), sums.OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => $"{pair.Value}  {pair.Key}"));
    }
}
