using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using GenAI.Kit.Contract;
using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit;

/// <summary>Asks oneDNN, which computes libtorch's convolutions, whether it can: on some processors it can't.
/// </summary>
/// <remarks>
/// oneDNN 3.7.1 in libtorch 2.10 copies weights into blocks of 16 channels (8 without AVX-512). On some machines,
/// virtual AMD EPYCs of family 26, the copy of 20 or 24 channels comes out wrong, and with it nine in ten numbers of
/// each such convolution, without an error (docs/upstream.md). One convolution at the start shows it. Where it is
/// wrong, libtorch's own convolutions take over in this process, right and some eight times slower; and the processor
/// is noted, so that oneDNN is kept to SSE4.1 in every later process: right as well, and half as fast as it could be.
/// (It reads its limit once, before its first convolution: this process can't turn back.)
/// </remarks>
internal static unsafe class OneDnn
{
    private const string Variable = "ONEDNN_MAX_CPU_ISA", Least = "SSE41";

    /// <summary>Limits oneDNN where this processor was noted. To be called before libtorch is loaded.</summary>
    /// <param name="notes">The folder of the notes.</param>
    /// <param name="processor">Its description.</param>
    /// <returns>SSE41 where that is the limit, set here or by the process that started this one; null: there is none,
    /// or somebody's own.</returns>
    public static string? Limit(string notes, string processor)
    {
        if (Environment.GetEnvironmentVariable(Variable) is { } own) return own == Least ? own : null;
        if (!File.Exists(Note(notes, processor))) return null;
        Environment.SetEnvironmentVariable(Variable, Least);                // .NET's copy: for processes begun here
        var libc = NativeLibrary.Load("libc.so.6");                           // and C's own, which oneDNN reads
        fixed (byte* name = Encoding.ASCII.GetBytes(Variable + '\0'), value = Encoding.ASCII.GetBytes(Least + '\0'))
            ((delegate* unmanaged<byte*, byte*, int, int>)NativeLibrary.GetExport(libc, "setenv"))(name, value, 1);
        return Least;
    }

    /// <summary>Compares a convolution of 20 channels with a matrix product; if they differ, turns oneDNN off and
    /// notes the processor.</summary>
    /// <param name="libtorch">libtorch_cpu, loaded.</param>
    /// <param name="limit">What <see cref="Limit"/> set.</param>
    /// <param name="notes">The folder of the notes; where it can't be written, nothing is noted.</param>
    /// <param name="processor">Its description.</param>
    /// <returns>False: it is off from here on.</returns>
    public static bool Check(nint libtorch, string? limit, string notes, string processor)
    {
        var right = IsRight();
        if (!right || limit is not null) TurnOff(libtorch, "NNPACK");    // else it says that it can't
        if (right) return true;
        TurnOff(libtorch, "Mkldnn");
        Remember(notes, processor);
        return false;
    }

    private static void TurnOff(nint libtorch, string part)
    {
        var context = ((delegate* unmanaged<nint>)NativeLibrary.GetExport(libtorch, "_ZN2at13globalContextEv"))();
        ((delegate* unmanaged<nint, byte, void>)NativeLibrary.GetExport(
            libtorch, $"_ZN2at7Context{14 + part.Length}setUserEnabled{part}Eb"))(context, 0);
    }

    /// <summary>Whether a convolution that fills no block is right.</summary>
    public static bool IsRight()
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        const long channels = 20, side = 8;                               // no multiple of 8 or 16
        using var dice = new Generator(1);                                // the global ones stay where they are
        var x = randn([16, channels, side, side], generator: dice);
        var w = randn([channels, channels, 3, 3], generator: dice);
        var expected = w.flatten(1).matmul(nn.functional.unfold(x, 3, 1, 1, 1)).view(16, channels, side, side);
        return (nn.functional.conv2d(x, w, padding: [1L, 1]) - expected).abs().max().item<float>() < 1e-2f;
    }

    /// <summary>What Linux says of the first processor, without what changes from one moment to the next; empty where
    /// it says nothing.</summary>
    public static string Processor()
    {
        string[] constant = ["vendor_id", "cpu family", "model", "model name", "stepping", "microcode", "flags"];
        try
        {
            return string.Join('\n', File.ReadLines("/proc/cpuinfo").TakeWhile(line => line.Length > 0)
                .Where(line => constant.Contains(line.Split(':')[0].Trim())));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    /// <summary>Notes a processor on which oneDNN was wrong.</summary>
    internal static void Remember(string notes, string processor)
    {
        if (processor.Length == 0) return;                                      // it could be any
        try
        {
            Directory.CreateDirectory(notes);
            AtomicFile.Write(Note(notes, processor),
                $"oneDNN's convolutions were wrong on this processor: it is kept to {Least}.\n{processor}\n");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // off again next time
        }
    }

    private static string Note(string notes, string processor) => Path.Combine(notes,
        $"onednn-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(processor)))[..16]}.txt");
}
