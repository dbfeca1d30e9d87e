using System.Security.Cryptography;
using System.Text;

namespace GenAI.Kit.Notebook.Wire;

/// <summary>HMAC-SHA256 over a message's four JSON frames; with an empty key nothing is signed.</summary>
public sealed class Signer(string key)
{
    private const int Remembered = 65536;
    private readonly byte[] secret = Encoding.UTF8.GetBytes(key);
    private readonly HashSet<string> seen = [];
    private readonly Queue<string> order = new();

    /// <summary>The signature in hex, lower case.</summary>
    public string Sign(params ReadOnlySpan<byte[]> frames)
    {
        if (secret.Length == 0) return "";
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, secret);
        foreach (var frame in frames) hmac.AppendData(frame);
        return Convert.ToHexStringLower(hmac.GetHashAndReset());
    }

    /// <summary>Whether the signature is right and new; takes the same time for every wrong one.</summary>
    public bool Accept(byte[] signature, params ReadOnlySpan<byte[]> frames)
    {
        if (secret.Length == 0) return true;
        var expected = Sign(frames);
        return CryptographicOperations.FixedTimeEquals(signature, Encoding.ASCII.GetBytes(expected))
            && IsNew(expected);
    }

    private bool IsNew(string signature)
    {
        lock (seen)
        {
            if (!seen.Add(signature)) return false;
            order.Enqueue(signature);
            if (order.Count > Remembered) seen.Remove(order.Dequeue());
            return true;
        }
    }
}
