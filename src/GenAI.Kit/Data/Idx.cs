using System.Buffers.Binary;
using TorchSharp;

namespace GenAI.Kit.Data;

/// <summary>Reads the IDX format of MNIST and its like: big-endian sizes, then bytes.</summary>
/// <remarks>Byte 0 and 1 are zero, byte 2 is the type (8: unsigned byte, the only one read here), byte 3 the number
/// of dimensions, each of which follows as a 32-bit integer; then the values, the last dimension running
/// fastest.</remarks>
public static class Idx
{
    /// <summary>The values of a file, gzipped or not, as a tensor of bytes in the file's shape.</summary>
    /// <exception cref="InvalidDataException">Wrong magic number, sizes that do not match, or damaged gzip: the
    /// message names the file and the byte.</exception>
    public static torch.Tensor Read(string path) => Parse(DataFile.Unpack(File.ReadAllBytes(path), path), path);

    internal static torch.Tensor Parse(byte[] content, string name)
    {
        if (content.Length < 4) throw Bad(name, $"the header is cut short at byte {content.Length}.");
        if (content is not [0, 0, 8, >= 1 and <= 8, ..])
            throw Bad(name, $"byte 0: {Convert.ToHexString(content, 0, 4)} is not the magic number of IDX bytes.");
        var start = 4 + 4 * content[3];
        if (content.Length < start)
            throw Bad(name, $"the header of {start} bytes is cut short at byte {content.Length}.");
        var shape = new long[content[3]];
        for (var i = 0; i < shape.Length; i++)
            shape[i] = BinaryPrimitives.ReadUInt32BigEndian(content.AsSpan(4 + 4 * i));
        var expected = shape.Aggregate(1.0, (product, size) => product * size);   // as a double: it cannot overflow
        if (expected != content.Length - start)
            throw Bad(name, $"{string.Join("×", shape)} = {expected} values should follow byte {start}, " +
                $"and {content.Length - start} do.");
        return torch.tensor(content[start..], shape, torch.ScalarType.Byte);
    }

    private static InvalidDataException Bad(string name, string what) => new($"{name}: {what}");
}
