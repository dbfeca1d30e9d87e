using System.Text;
using System.Text.RegularExpressions;
using GenAI.Kit.Cli;
using GenAI.Kit.Notebook.Format;

namespace GenAI.Kit.Notebook.Tests.Cli;

/// <summary>`genai doctor` on the system's C library.</summary>
public sealed partial class GlibcTests
{
    [Theory]
    [InlineData("2.34")]
    [InlineData("2.36")]
    [InlineData("3.0")]
    public void A_new_enough_glibc_is_fine(string version) =>
        Assert.Equal($"glibc {version} (2.34 is needed)", Glibc.Judge(version));

    [Theory]
    [InlineData("2.31", "glibc 2.31, and TorchSharp's native library needs 2.34")]
    [InlineData("2.4", "glibc 2.4, and TorchSharp's native library needs 2.34")]
    [InlineData(null, "this Linux has no glibc (musl?)")]
    public void Too_old_a_glibc_or_none_is_said_in_one_sentence(string? version, string begins)
    {
        var told = Assert.Throws<NotebookException>(() => Glibc.Judge(version)).Message;
        Assert.StartsWith(begins, told);
        Assert.EndsWith("take Debian 12, Ubuntu 22.04, Fedora 35 or newer.", told);
    }

    [Fact]
    public void This_system_is_looked_at() =>
        Assert.StartsWith(OperatingSystem.IsLinux() ? "glibc " : "the system's own", Glibc.Look());

    /// <summary>What doctor and environment.md say is what the shipped libraries ask for.</summary>
    [Fact]
    public void The_native_libraries_ask_for_no_newer_glibc()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "natives of Linux lie in a build of Linux only");
        var files = new DirectoryInfo(AppContext.BaseDirectory).GetFiles("*.so")
            .Where(file => file.Length < 50 << 20)                    // libtorch_cpu.so, 460 MB, asks for 2.29
            .Select(file => file.FullName).ToList();
        Assert.Contains(files, file => file.EndsWith("libLibTorchSharp.so"));
        var newest = files.SelectMany(file => Asked().Matches(Encoding.Latin1.GetString(File.ReadAllBytes(file))))
            .Max(match => Version.Parse(match.Groups[1].Value));
        Assert.Equal(Version.Parse(Glibc.Needed), newest);
        var page = File.ReadAllText(Path.Combine(new LessonFolder().RequireRoot(), "environment.md"));
        Assert.Contains($"glibc {Glibc.Needed} or newer", page);
    }

    [GeneratedRegex(@"GLIBC_(\d+\.\d+)")]
    private static partial Regex Asked();
}
