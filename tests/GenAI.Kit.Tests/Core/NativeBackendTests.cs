using System.Numerics;
using System.Text;

namespace GenAI.Kit.Tests.Core;

public sealed class NativeBackendTests : IDisposable
{
    private const string Version = "GLIBCXX_3.4.32";
    private const string Missing = "version `GLIBCXX_3.4.32' not found (required by it)";
    private readonly string folder = Directory.CreateTempSubdirectory("kit").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static string Beside(string name) => Path.Combine(AppContext.BaseDirectory, name);

    private static byte[] Stock()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux has this file");
        return File.ReadAllBytes(Beside("libLibTorchSharp.so"));
    }

    [Fact]
    public void ExactlyOneBitDiffers()
    {
        var stock = Stock();
        var mended = ElfVersions.Weaken(stock, Version, "stock")!;
        Assert.Equal(stock.Length, mended.Length);
        Assert.Equal(1, stock.Zip(mended, (a, b) => BitOperations.PopCount((uint)(a ^ b))).Sum());
        Assert.Null(ElfVersions.Weaken(mended, Version, "mended"));        // twice changes nothing
    }

    [Fact]
    public void AFileWithoutThatVersionIsLeftAlone()
    {
        Assert.Null(ElfVersions.Weaken(Stock(), "GLIBCXX_9.9.99", "stock"));
        Assert.Null(ElfVersions.Weaken(File.ReadAllBytes(Beside("libc10.so")), Version, "libc10.so"));
    }

    [Fact]
    public void ForeignAndTruncatedFilesAreNamed()
    {
        var text = Encoding.UTF8.GetBytes("#!/bin/sh\necho no library\n");
        var foreign = Assert.Throws<InvalidDataException>(() => ElfVersions.Weaken(text, Version, "x.so"));
        Assert.Equal("x.so is not an ELF library of 64 bits, little-endian.", foreign.Message);
        var stock = Stock();
        foreach (var length in new[] { 0, 5, 40, 1000, stock.Length / 2, stock.Length - 100 })
        {
            var e = Assert.Throws<InvalidDataException>(() => ElfVersions.Weaken(stock[..length], Version, "x.so"));
            Assert.StartsWith("x.so is cut short or damaged", e.Message);
        }
    }

    [Fact]
    public void DamagedTablesEndInAnErrorOrNothing()
    {
        var stock = Stock();
        var random = new Random(1);
        for (var i = 0; i < 100; i++)
        {
            var damaged = (byte[])stock.Clone();
            for (var k = 0; k < 2000; k++) damaged[random.Next(64, damaged.Length)] = (byte)random.Next(256);
            try { ElfVersions.Weaken(damaged, Version, "x.so"); }
            catch (InvalidDataException e) { Assert.StartsWith("x.so", e.Message); }
        }
    }

    [Fact]
    public void NothingIsCopiedWhereTheStockFileLoads()
    {
        var cache = Path.Combine(folder, "cache");
        Assert.Equal("stock.so", NativeBackend.LoadOrMend("stock.so", cache, _ => null));
        Assert.False(Directory.Exists(cache));
    }

    [Fact]
    public void ADamagedCopyIsReplacedAndTheStockFileKept()
    {
        var stock = Path.Combine(folder, "libLibTorchSharp.so");
        var content = Stock();
        File.WriteAllBytes(stock, content);
        string? TryLoad(string file) => file == stock ? Missing : null;
        var copy = NativeBackend.LoadOrMend(stock, Path.Combine(folder, "cache"), TryLoad);
        var mended = File.ReadAllBytes(copy);
        File.WriteAllText(copy, "half of it");
        Assert.Equal(copy, NativeBackend.LoadOrMend(stock, Path.Combine(folder, "cache"), TryLoad));
        Assert.Equal(mended, File.ReadAllBytes(copy));
        Assert.Equal(content, File.ReadAllBytes(stock));
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(copy)!));   // no temporary file left
    }

    [Fact]
    public void AnotherPackageFileGetsItsOwnCopy()
    {
        var stock = Path.Combine(folder, "libLibTorchSharp.so");
        File.WriteAllBytes(stock, Stock());
        string? TryLoad(string file) => file == stock ? Missing : null;
        var first = NativeBackend.LoadOrMend(stock, folder, TryLoad);
        File.AppendAllText(stock, "next version");
        Assert.NotEqual(first, NativeBackend.LoadOrMend(stock, folder, TryLoad));
    }

    [Fact]
    public void WhatCannotBeMendedIsSaidOnce()
    {
        var stock = Path.Combine(folder, "x.so");
        File.WriteAllText(stock, "text");
        var other = Assert.Throws<NotSupportedException>(
            () => NativeBackend.LoadOrMend(stock, folder, _ => "GLIBC_2.99"));
        Assert.Equal($"{stock} does not load: GLIBC_2.99", other.Message);
        Assert.Throws<InvalidDataException>(() => NativeBackend.LoadOrMend(stock, folder, _ => Missing));
    }

    [Fact]
    public void AnUnwritableCacheNamesTheVariable()
    {
        var stock = Path.Combine(folder, "stock.so");
        File.WriteAllBytes(stock, Stock());
        var e = Assert.Throws<NotSupportedException>(
            () => NativeBackend.LoadOrMend(stock, stock, file => file == stock ? Missing : null));    // no folder
        Assert.Contains("XDG_CACHE_HOME", e.Message);
    }

    [Fact]
    public void UnsupportedPlatformsAreNamed()
    {
        Platform.Require();
        var e = Assert.Throws<PlatformNotSupportedException>(() => Platform.Require("linux-arm64"));
        Assert.Contains("no package for linux-arm64", e.Message);
    }
}
