using System.ComponentModel;
using System.Text;
using GenAI.Kit.Notebook.Session.Compiling;
using GenAI.Kit.Notebook.Session.Running;

namespace GenAI.Kit.Notebook;

/// <summary>What is put into the code of cells, see <see cref="Weaving"/>; not meant to be called by name.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class CellCalls
{
    public static Task Awaited(Task task) =>
        task?.IsCompleted == false && CellContext.WaitToken is { CanBeCanceled: true } stop ? task.WaitAsync(stop)
        : task!;

    public static Task<T> Awaited<T>(Task<T> task) =>
        task?.IsCompleted == false && CellContext.WaitToken is { CanBeCanceled: true } stop ? task.WaitAsync(stop)
        : task!;

    public static ValueTask Awaited(ValueTask task) => task.IsCompleted ? task : new(Awaited(task.AsTask()));

    public static ValueTask<T> Awaited<T>(ValueTask<T> task) => task.IsCompleted ? task : new(Awaited(task.AsTask()));

    /// <summary>Whatever else can be awaited.</summary>
    public static T Awaited<T>(T other) where T : allows ref struct => other;

    public static Stream OpenStandardOutput(int bufferSize = 0) => new Raw(Console.Out);

    public static Stream OpenStandardError(int bufferSize = 0) => new Raw(Console.Error);

    /// <summary>Bytes as the text that they stand for in UTF-8.</summary>
    private sealed class Raw(TextWriter to) : Stream
    {
        private readonly Decoder decoder = Encoding.UTF8.GetDecoder();

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Write(byte[] buffer, int offset, int count)
        {
            var text = new char[decoder.GetCharCount(buffer, offset, count)];
            to.Write(new string(text, 0, decoder.GetChars(buffer, offset, count, text, 0)));
        }

        public override void Flush() { }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
