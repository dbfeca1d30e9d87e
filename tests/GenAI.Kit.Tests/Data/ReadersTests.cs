using System.IO.Compression;
using System.Text;
using GenAI.Kit.Data;

namespace GenAI.Kit.Tests.Data;

[Collection("torch")]
public sealed class ReadersTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("kit").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string Write(string name, params byte[] content)
    {
        var path = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        return path;
    }

    private string Text(string name, string content) => Write(name, Encoding.UTF8.GetBytes(content));

    private static byte[] Gzip(byte[] content)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal)) gzip.Write(content);
        return packed.ToArray();
    }

    private static string Message(Action read) => Assert.Throws<InvalidDataException>(read).Message;

    [Fact]
    public void IdxHasShapeAndValues()
    {
        byte[] content = [0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 255];
        foreach (var path in new[] { Write("a-idx2-ubyte", content), Write("a-idx2-ubyte.gz", Gzip(content)) })
        {
            using var x = Idx.Read(path);
            Assert.Equal([2, 3], x.shape);
            Assert.Equal([1, 2, 3, 4, 5, 255], x.data<byte>().ToArray());
        }
    }

    [Theory]
    [InlineData(new byte[] { 0, 0 }, "the header is cut short at byte 2.")]
    [InlineData(new byte[] { 1, 0, 8, 1, 0, 0, 0, 0 }, "byte 0: 01000801 is not the magic number of IDX bytes.")]
    [InlineData(new byte[] { 0, 0, 13, 1, 0, 0, 0, 0 }, "byte 0: 00000D01 is not the magic number of IDX bytes.")]
    [InlineData(new byte[] { 0, 0, 8, 0, 0, 0, 0, 0 }, "byte 0: 00000800 is not the magic number of IDX bytes.")]
    [InlineData(new byte[] { 0, 0, 8, 2, 0, 0, 0, 1, 0 }, "the header of 12 bytes is cut short at byte 9.")]
    [InlineData(new byte[] { 0, 0, 8, 1, 0, 0, 0, 3, 7, 7 }, "3 = 3 values should follow byte 8, and 2 do.")]
    [InlineData(new byte[] { 0, 0, 8, 1, 0, 0, 0, 1, 7, 7 }, "1 = 1 values should follow byte 8, and 2 do.")]
    public void BadIdxIsNamedWithItsByte(byte[] content, string expected)
    {
        var path = Write("bad", content);
        Assert.Equal($"{path}: {expected}", Message(() => Idx.Read(path)));
    }

    /// <summary>Excel writes a byte order mark before the first name; with remarks it stands before them.</summary>
    [Theory]
    [InlineData("\uFEFFab,c\n1,2\n", "a.csv")]
    [InlineData("\uFEFFab\tc\r\n1\t2\r\n", "a.tsv")]
    [InlineData("\uFEFF# made: by Excel\nab\tc\n1\t2\n", "a.tsv")]
    public void AByteOrderMarkIsNoPartOfTheFirstName(string content, string name)
    {
        foreach (var path in new[] { Text(name, content), Write(name + ".gz", Gzip(Encoding.UTF8.GetBytes(content))) })
        {
            var table = TextTable.Read(path);
            Assert.Equal(["ab", "c"], table.Columns);
            Assert.Equal([1.0], table.Numbers("ab"));
            Assert.Equal(content.Contains('#') ? ["made: by Excel"] : [], table.Remarks);
        }
    }

    [Fact]
    public void HugeSizesAreRejectedNotAllocated()
    {
        var path = Write("huge", 0, 0, 8, 3, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1);
        Assert.Contains("should follow byte 16, and 1 do.", Message(() => Idx.Read(path)));
    }

    [Fact]
    public void TruncatedGzipIsNamed()
    {
        var values = new byte[5000];
        new Random(1).NextBytes(values);
        byte[] content = [0, 0, 8, 1, 0, 0, 0x13, 0x88, .. values];
        var packed = Gzip(content);
        foreach (var length in new[] { 5, 11, 100, packed.Length / 2, packed.Length - 9, packed.Length - 4 })
        {
            var path = Write($"cut{length}.gz", packed[..length]);
            Assert.StartsWith($"{path}: the gzip data is damaged or cut short after", Message(() => Idx.Read(path)));
        }
        packed[packed.Length / 2] ^= 0x10;
        Assert.Contains("the gzip data is damaged", Message(() => Idx.Read(Write("flipped.gz", packed))));
        Assert.Contains("the gzip data is damaged", Message(() => Idx.Read(Write("text.gz", content))));
    }

    [Fact]
    public void TablesHaveColumnsAndNumbers()
    {
        var table = TextTable.Read(Text("a.csv", "name,kg\r\nTom,4.5\r\nRex,NA\r\n"));
        Assert.Equal(["name", "kg"], table.Columns);
        Assert.Equal(["Tom", "Rex"], table.Column("name"));
        Assert.Equal([4.5, double.NaN], table.Numbers("kg"));
        Assert.Contains("line 2, column name: 'Tom' is not a number", Message(() => table.Numbers("name")));
        Assert.EndsWith("has no column cm: it has name, kg.",
            Assert.Throws<ArgumentException>(() => table.Column("cm")).Message);
        var tabs = TextTable.Read(Write("b.tsv.gz", Gzip(Encoding.UTF8.GetBytes("a\tb\nx, \"y\"\t\n"))));
        Assert.Equal(["x, \"y\"", ""], tabs.Rows[0]);
    }

    [Theory]
    [InlineData("", "line 1: no header.")]
    [InlineData("\n", "line 1: no header.")]
    [InlineData("a,b,a\n1,2,3\n", "line 1: a column's name stands there twice.")]
    [InlineData("a,b\n1,2\n1,2,3\n", "line 3: 3 fields, the header has 2.")]
    [InlineData("a,b\n1,2\n\n1,2\n", "line 3: 1 fields, the header has 2.")]
    [InlineData("a,b\n1,\"2\"\n", "line 2: quoted fields are not read.")]
    public void BadTablesAreNamedWithTheirLine(string content, string expected)
    {
        var path = Text("bad.csv", content);
        Assert.Equal($"{path}, {expected}", Message(() => TextTable.Read(path)));
    }

    [Fact]
    public void TextThatIsNotUtf8IsNamedWithItsByte()
    {
        var path = Write("bad.tsv", [.. "a\nb\n"u8, 0xff, (byte)'\n']);
        Assert.Equal($"{path}, line 3: byte 4 is not UTF-8.", Message(() => TextTable.Read(path)));
    }

    [Fact]
    public void ShippedFilesAreCheckedBySum()
    {
        Text("sub/a.csv", "a\n1\n");
        Text(DataFile.Manifest, "fa32b0e0b9ecbe7a0e31c1a1c16ff13c5b0f2a3ec3c4eb0b7c1d0cc9b1ba4ab5  sub/a.csv\n");
        var wrong = Message(() => DataFile.Read("sub/a.csv", folder));
        Assert.Contains("is not the file that was shipped", wrong);
        Assert.EndsWith("git checkout -- data/sub/a.csv", wrong);
        Text("b.csv", "a\n1\n");
        Assert.Contains("SHA256SUMS has none", Message(() => DataFile.Read("b.csv", folder)));
        var missing = Assert.Throws<FileNotFoundException>(() => DataFile.Read("c.csv", folder)).Message;
        Assert.Equal($"{Path.Combine(folder, "c.csv")} is missing. Restore it: git checkout -- data/c.csv", missing);
    }

    [Fact]
    public void TheFolderIsFoundFromBelow()
    {
        Text("GenAI.Kit.sln", "");
        var deep = Directory.CreateDirectory(Path.Combine(folder, "a", "b")).FullName;
        Assert.Equal(folder, KitFolder.Find("", deep));
        Assert.Equal(folder, KitFolder.Find(deep + Path.DirectorySeparatorChar));
        var outside = Path.GetPathRoot(folder)!;
        var e = Assert.Throws<DirectoryNotFoundException>(() => KitFolder.Find(outside));
        Assert.Contains("set GENAI_KIT_DATA", e.Message);
        Assert.True(File.Exists(Path.Combine(KitFolder.Find(), "GenAI.Kit.sln")));
    }
}
