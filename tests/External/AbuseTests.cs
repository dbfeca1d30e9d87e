using System.Diagnostics;
using CsCheck;
using GenAI.Kit.Notebook.Format;

namespace GenAI.Kit.External;

/// <summary>Cells that are right, half-typed or hostile, kernels killed at any moment, disks that are full, homes that can't
/// be written: no notebook is lost, no client hangs, every kernel can be started again.</summary>
/// <remarks>GENAI_ABUSE_MINUTES says how long; one in CI, sixty for the hour.</remarks>
public sealed class AbuseTests : IDisposable
{
    private static readonly TimeSpan Time = TimeSpan.FromMinutes(
        double.TryParse(Environment.GetEnvironmentVariable("GENAI_ABUSE_MINUTES"), out var minutes) ? minutes : 1);

    private static readonly string[] Pieces =
    [
        "var a = 1;", "a + 1", "int F(int n) => n < 2 ? 1 : n * F(n - 1);\nF(5)", "Console.WriteLine(\"text\");",
        "await Task.Delay(1);", "new[] { 1, 2, 3 }.Select(x => x * x)", "record P(int X, string Y);\nnew P(1, \"é🎲\")",
        "using TorchSharp; using static TorchSharp.torch;\nones(2, 3).matmul(ones(4, 5))", "display(HTML(\"<b>x</b>\"));",
        "var l = new List<object>(); l.Add(l); l", "Func<int, int> f = null; f = n => f(n + 1) + 1; f(0)",
        "int Down(int n) => Down(n) + 1; Down(0)", "throw new Exception(new string('x', 100000));", "int Loop() { while (true) ; }",
        "while (true) ;", "System.Threading.Thread.Sleep(-1);", "await Task.Delay(-1);", "Console.Write(new string('y', 3_000_000));",
        "Console.SetOut(null);", "class E : IEnumerable<int> { public IEnumerator<int> GetEnumerator() => null; "
            + "IEnumerator IEnumerable.GetEnumerator() => null; }\nnew E()", "new System.Threading.Thread(() => throw new Exception(\"t\")).Start();",
        "_ = Task.Run(() => { while (true) ; });", "#r \"nothing.dll\"", "#!nothing", "#!fsharp\nlet x = 1", "#load \"none.csx\"",
        "unsafe { *(int*)0 = 1; }", "Array.CreateInstance(typeof(long), int.MaxValue, 64)", "System.IO.File.Delete(\"never-there\")",
        "GC.Collect(); stackalloc int[8]", "string s = \"\"\"", "{", "((((", "/* ", "\"", "'\\u", "\0\u0001", "#if", "%magic", "!ls",
        "class A { public override string ToString() => ToString() + 1; }\nnew A()", "Environment.ExitCode = 7;",
    ];

    private static readonly Gen<string> Piece = Gen.Int[0, Pieces.Length - 1].Select(i => Pieces[i]);

    private static readonly Gen<string> Cell = Gen.OneOf(
        Piece,
        Gen.Select(Piece, Gen.Double[0, 1], (text, share) => text[..(int)(text.Length * share)]),
        Gen.Select(Piece, Piece, (one, other) => $"{one}\n{other}"),
        Gen.Select(Piece, Gen.Char[' ', '~'], Gen.Double[0, 1],
            (text, letter, share) => text.Insert((int)(text.Length * share), $"{letter}")));

    private readonly string folder = Directory.CreateTempSubdirectory("abuse").FullName;
    private readonly Random random = new(1);

    public void Dispose() => Directory.Delete(folder, recursive: true);

    /// <summary>Every cell has its answer, a code of the documented ones ends the run, and the notebook is whole.</summary>
    [Fact]
    public void Generated_cells_lose_nothing_and_hang_nothing()
    {
        var clock = Stopwatch.StartNew();
        var notebooks = 0;
        Cell.Array[6, 10].Sample(cells =>
        {
            if (clock.Elapsed > Time && notebooks > 0) return true;
            notebooks++;
            var (code, text) = Run(Notebook([.. cells, "\"alive\""]), [("HOME", folder)], "--allow-errors", "--timeout", "5",
                "--start-timeout", "600");                          // a busy machine is not what is tried
            Assert.True(code is 0 or 1 or 4, $"code {code}: {text}\n{string.Join("\n---\n", cells)}");
            var made = NotebookDocument.Load(Path.Combine(folder, "out.ipynb"));
            Assert.True(cells.Length + 1 == made.Cells.Count, $"code {code}: {text}");
            Assert.DoesNotContain("genai itself failed", text);
            if (code == 0) Assert.Contains("alive", made.CodeCells.Last().Outputs.ToJsonString());
            return true;
        }, iter: 1_000_000, time: (int)Time.TotalSeconds + 1, threads: 1, seed: "0000KOIPZ3sB");
        Assert.True(notebooks > 0);
    }

    /// <summary>The kernel, or the program itself, is killed at any moment: the notebook is the old one or a whole new one.
    /// </summary>
    [Fact]
    public void Kernels_killed_at_any_moment_leave_whole_files()
    {
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < Time / 2;)
        {
            var file = Notebook(["for (var i = 0; i < 5; i++) { Console.WriteLine(i); await Task.Delay(100); }", "1 + 1"]);
            var before = File.ReadAllBytes(file);
            using var process = Start(file, [], "--in-place", "--allow-errors");
            Thread.Sleep(random.Next(3000));
            var itself = random.Next(2) == 0;
            if (itself) process.Kill();
            else foreach (var kernel in Children(process.Id)) Kill(kernel);
            Assert.True(process.WaitForExit(TimeSpan.FromSeconds(60)), "it hangs after its kernel has been killed");
            Assert.Equal(2, NotebookDocument.Load(file).CodeCells.Count());
            Assert.True(before.SequenceEqual(File.ReadAllBytes(file)) || process.HasExited);
            var halves = Directory.GetFiles(folder, "*.tmp*");                     // of a file that was being written
            Assert.True(halves.Length <= (itself ? 1 : 0), string.Join(", ", halves));
            foreach (var half in halves) File.Delete(half);                        // who is killed can't clean up
        }
    }

    [Fact]
    public void A_full_disk_keeps_the_notebook_that_was_there()
    {
        var disk = Directory.CreateDirectory(Path.Combine(folder, "disk")).FullName;
        Assert.SkipUnless(Shell($"mount -t tmpfs -o size=200k tmpfs '{disk}'") == 0, "no right to mount a small disk");
        try
        {
            var file = Path.Combine(disk, "a.ipynb");
            File.Copy(Notebook(["Console.Write(new string('x', 400_000));"]), file);
            var before = File.ReadAllText(file);
            var (code, text) = Run(file, [], "--in-place");
            Assert.Equal((5, before), (code, File.ReadAllText(file)));
            Assert.Contains("can't be written", text);
        }
        finally
        {
            Shell($"umount '{disk}'");
        }
    }

    [Fact]
    public void A_home_that_can_not_be_written_is_no_hindrance()
    {
        var (code, text) = Run(Notebook(["1 + 1"]), [("HOME", "/proc/none"), ("XDG_CACHE_HOME", "/proc/none")]);
        Assert.True(code == 0, text);
    }

    private string Notebook(string[] cells)
    {
        var file = Path.Combine(folder, "in.ipynb");
        NotebookDocument.Create([.. cells.Select(text => NotebookCell.Code(text))]).Save(file);
        return file;
    }

    private (int Code, string Text) Run(string file, (string, string)[] environment, params string[] options)
    {
        string[] place = options.Contains("--in-place") ? [] : ["--out", Path.Combine(folder, "out.ipynb")];
        using var process = Start(file, environment, [.. options, .. place]);
        var text = process.StandardError.ReadToEndAsync();
        var more = process.StandardOutput.ReadToEnd();
        Assert.True(process.WaitForExit(TimeSpan.FromMinutes(5)), "it hangs");
        return (process.ExitCode, more + text.Result);
    }

    private static Process Start(string file, (string Name, string Value)[] environment, params string[] options)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", Clone.Genai, "run", file, .. options])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true,
            Environment = { ["OMP_NUM_THREADS"] = "1" },
        };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return Process.Start(start)!;
    }

    private static IEnumerable<int> Children(int parent) => Directory.GetDirectories("/proc")
        .Select(path => int.TryParse(Path.GetFileName(path), out var id) ? id : 0).Where(id => id > 0 && ParentOf(id) == parent);

    private static int ParentOf(int id)
    {
        try { return int.Parse(File.ReadAllText($"/proc/{id}/stat").Split(") ")[1].Split(' ')[1]); }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { return 0; }
    }

    private static void Kill(int id)
    {
        try { Process.GetProcessById(id).Kill(); }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException) { }
    }

    private static int Shell(string command)
    {
        using var process = Process.Start("/bin/sh", ["-c", command]);
        process.WaitForExit();
        return process.ExitCode;
    }
}
