using System.Text;

namespace GenAI.Kit.Notebook.Session.Running;

/// <summary>Sends <see cref="Console"/> to the cell that writes; outside of cells it stays as it was.</summary>
internal static class ConsoleRoute
{
    private static readonly Lock Gate = new();
    private static TextWriter? stdout, stderr;
    private static TextReader? stdin;

    public static void Install()
    {
        lock (Gate)
        {
            if (stdout is not null) return;
            Console.SetOut(new Writer("stdout", Console.Out));
            Console.SetError(new Writer("stderr", Console.Error));
            Console.SetIn(new Reader(Console.In));
            (stdout, stderr, stdin) = (Console.Out, Console.Error, Console.In);
        }
    }

    /// <summary>Ends what a cell did by <c>Console.SetOut</c>, <c>SetError</c> and <c>SetIn</c>.</summary>
    public static void Restore()
    {
        lock (Gate)
        {
            if (stdout is null) return;
            if (Console.Out != stdout) Console.SetOut(stdout);
            if (Console.Error != stderr) Console.SetError(stderr!);
            if (Console.In != stdin) Console.SetIn(stdin!);
        }
    }

    private sealed class Writer(string name, TextWriter otherwise) : TextWriter
    {
        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value) => Write(value.ToString());

        public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

        public override void WriteLine() => Write("\n");

        public override void WriteLine(string? value) => Write(value + "\n");

        public override void Write(string? value)
        {
            if (string.IsNullOrEmpty(value)) return;
            if (CellContext.Current is { } cell) cell.Stream(name, value);
            else otherwise.Write(value);
        }
    }

    private sealed class Reader(TextReader otherwise) : TextReader
    {
        private string pending = "";

        public override string? ReadLine()
        {
            if (CellContext.Current is not { } cell) return otherwise.ReadLine();
            if (pending.Length == 0) return cell.ReadLine("", password: false);
            (var line, pending) = (pending.TrimEnd('\n'), "");
            return line;
        }

        public override int Peek() => pending.Length > 0 ? pending[0] : -1;

        public override int Read()
        {
            if (CellContext.Current is not { } cell) return otherwise.Read();
            if (pending.Length == 0) pending = cell.ReadLine("", password: false) + "\n";
            (var first, pending) = (pending[0], pending[1..]);
            return first;
        }
    }
}
