using System.Diagnostics;
using System.Globalization;
using GenAI.Kit.Contract;
using GenAI.Kit.Notebook.Runner;

namespace GenAI.Kit.Cli;

/// <summary>Shows where a run stands: one line that is redrawn on a terminal; where output is redirected one line per
/// cell, and one a minute within a long one.</summary>
internal abstract class RunView(string name) : IDisposable
{
    protected string Name => name;

    protected Stopwatch Clock { get; } = Stopwatch.StartNew();

    public static RunView For(string name) =>
        Console.IsOutputRedirected ? new PlainView(name) : new TerminalView(name);

    public abstract void Show(RunProgress progress);

    public abstract void Dispose();

    protected static string Own(ProgressMessage? own)
    {
        if (own == null) return "";
        var part = own.Total > 0 ? string.Create(CultureInfo.InvariantCulture, $" {own.Done / own.Total:P0}") : "";
        return own.Label + part + (own.SecondsLeft is { } left ? $", {Shown.Time(left)} left" : "");
    }

    private sealed class PlainView(string name) : RunView(name)
    {
        private const double Between = 60;                                    // seconds
        private int cell;
        private double told;

        public override void Show(RunProgress progress)
        {
            var now = Clock.Elapsed.TotalSeconds;
            var what = progress.Cell == cell ? Own(progress.Own) : progress.Heading;
            if (progress.Cell == cell && (what.Length == 0 || now - told < Between)) return;
            (cell, told) = (progress.Cell, now);
            Console.WriteLine($"{Name}: cell {cell} of {progress.Of}, {Shown.Time(now)}"
                + (what.Length > 0 ? $", {what}" : ""));
        }

        public override void Dispose() { }
    }

    private sealed class TerminalView : RunView
    {
        private const int Blocks = 20;
        private readonly Timer timer;
        private readonly Lock drawing = new();
        private RunProgress? now;
        private bool ended;

        public TerminalView(string name) : base(name) =>
            timer = new Timer(_ => Draw(), null, TimeSpan.Zero, TimeSpan.FromMilliseconds(100));

        public override void Show(RunProgress progress) => now = progress;

        public override void Dispose()
        {
            timer.Dispose();
            lock (drawing)
            {
                ended = true;
                Write("\r\e[K");
            }
        }

        private void Draw()
        {
            lock (drawing)
            {
                if (!ended) Write($"\r\e[K{Cut(Line())}");
            }
        }

        // The terminal may be gone: then nobody reads it, and the run still ends as it should.
        private static void Write(string text)
        {
            try { Console.Write(text); }
            catch (IOException) { }
        }

        private string Line()
        {
            var time = Shown.Time(Clock.Elapsed.TotalSeconds);
            if (now is not { } at) return $"{Name}: starting the kernel, {time}";
            var done = (at.Cell - 1 + (at.Own is { Total: > 0 } own ? own.Done / own.Total : 0)) / at.Of;
            var full = (int)(Blocks * Math.Clamp(done, 0, 1));
            var bar = new string('█', full) + new string('░', Blocks - full);
            var what = at.Own is null ? at.Heading : Own(at.Own);
            return $"{bar} {Name}: cell {at.Cell} of {at.Of}, {time}" + (what.Length > 0 ? $" · {what}" : "");
        }

        private static string Cut(string line)
        {
            var width = Math.Max(Console.WindowWidth, 40) - 1;
            return line.Length > width ? line[..(width - 1)] + "…" : line;
        }
    }
}
