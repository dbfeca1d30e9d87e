using System.Buffers.Binary;
using System.Text;

namespace GenAI.Kit;

/// <summary>Edits the table of symbol versions that an ELF file (64 bits, little-endian) asks of other
/// libraries.</summary>
/// <remarks>
/// Section .gnu.version_r is a list of needed files (Verneed, 16 bytes), each with a list of versions (Vernaux, 16
/// bytes); both are linked by offsets relative to themselves. Names lie in the string section that sh_link names.
/// </remarks>
internal sealed class ElfVersions(byte[] file, string name)
{
    private const uint ShtGnuVerneed = 0x6ffffffe;
    private const byte Weak = 2;                                      // VER_FLG_WEAK in vna_flags

    /// <summary>A copy of <paramref name="file"/> in which <paramref name="version"/> may be missing at load time;
    /// null if the file does not ask for it, or asks for it weakly already.</summary>
    /// <exception cref="InvalidDataException">The file is not an ELF file of that kind, or is cut short.</exception>
    public static byte[]? Weaken(byte[] file, string version, string name)
    {
        var flags = new ElfVersions(file, name).FlagsOf(version);
        if (flags < 0 || (file[flags] & Weak) != 0) return null;
        var copy = (byte[])file.Clone();
        copy[flags] |= Weak;                                          // the one bit
        return copy;
    }

    private int FlagsOf(string version)
    {
        if (!At(0, 6).SequenceEqual((ReadOnlySpan<byte>)[0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1]))
            throw new InvalidDataException($"{name} is not an ELF library of 64 bits, little-endian.");
        var sections = Long(0x28);
        int size = Short(0x3a), count = Short(0x3c);
        At(sections, size * count);                                   // the table ends the file: nothing is cut off
        for (var i = 0; i < count; i++)
        {
            var section = sections + i * size;
            if (Int(section + 4) == ShtGnuVerneed)
                return Search(Long(section + 0x18), Long(sections + Int(section + 0x28) * size + 0x18), version);
        }
        return -1;
    }

    private int Search(long needed, long names, string version)
    {
        for (long next = -1; next != 0; needed += next)
        {
            var entry = needed + Int(needed + 8);
            for (long step = -1; step != 0; entry += step)
            {
                if (Text(names + Int(entry + 8)) == version) return (int)entry + 4;
                step = Int(entry + 12);
            }
            next = Int(needed + 12);
        }
        return -1;
    }

    private ushort Short(long at) => BinaryPrimitives.ReadUInt16LittleEndian(At(at, 2));
    private uint Int(long at) => BinaryPrimitives.ReadUInt32LittleEndian(At(at, 4));
    private long Long(long at) => BinaryPrimitives.ReadInt64LittleEndian(At(at, 8));

    private string Text(long at)
    {
        var rest = At(at, 1, toEnd: true);
        var end = rest.IndexOf((byte)0);
        return Encoding.ASCII.GetString(end < 0 ? rest : rest[..end]);
    }

    private ReadOnlySpan<byte> At(long at, int count, bool toEnd = false)
    {
        if (at < 0 || at > file.Length - count)
            throw new InvalidDataException($"{name} is cut short or damaged: nothing at byte {at} of {file.Length}.");
        return toEnd ? file.AsSpan((int)at) : file.AsSpan((int)at, count);
    }
}
