using System.Text;

namespace GenAI.Kit.Contract;

/// <summary>Writes a file whole or not at all: to a temporary file beside it, then moved into place. A missing folder
/// is made, a link is followed, the file keeps its mode.</summary>
public static class AtomicFile
{
    /// <exception cref="IOException">Disk full or folder unwritable: one sentence; what was there is untouched.
    /// </exception>
    public static void Write(string path, string text) => Write(path, Encoding.UTF8.GetBytes(text));

    /// <inheritdoc cref="Write(string, string)"/>
    public static void Write(string path, byte[] bytes) => Write(path, stream => stream.Write(bytes));

    /// <inheritdoc cref="Write(string, string)"/>
    /// <param name="write">An exception of it leaves what was there, too.</param>
    public static void Write(string path, Action<Stream> write) => Write(path, write, keep: true);

    /// <summary>Writes lines of text, ended by \n on every system.</summary>
    /// <inheritdoc cref="Write(string, string)"/>
    public static void WriteLines(string path, IEnumerable<string> lines) =>
        Write(path, string.Concat(lines.Select(line => line + "\n")));

    /// <summary>Writes an empty file beside the path and removes it again: can one write here at all?</summary>
    /// <exception cref="IOException">It can't.</exception>
    public static void Probe(string path) => Write(path, _ => { }, keep: false);

    private static void Write(string path, Action<Stream> write, bool keep)
    {
        var target = Path.GetFullPath(path);
        string? temporary = null;
        try
        {
            if (Directory.Exists(target)) throw new IOException("it is a folder");
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            if (new FileInfo(target).LinkTarget != null)
                target = File.ResolveLinkTarget(target, returnFinalTarget: true)!.FullName;
            temporary = Path.Combine(Path.GetDirectoryName(target)!, $".{Guid.NewGuid():N}.tmp");
            WriteThrough(temporary, write);
            if (!keep) return;
            if (File.Exists(target) && !OperatingSystem.IsWindows())
                File.SetUnixFileMode(temporary, File.GetUnixFileMode(target));
            File.Move(temporary, target, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"{path} can't be written ({Reason(e, temporary, target)}): "
                + "make room or choose another place; what was there before is untouched.", e);
        }
        finally
        {
            if (temporary != null) Discard(temporary);                   // there only if it was not moved
        }
    }

    private static string Reason(Exception e, string? temporary, string target)
    {
        var reason = e.Message.TrimEnd('.');
        foreach (var name in new[] { temporary, target })
            if (name != null) reason = reason.Replace($" : '{name}'", "").Replace($" '{name}'", "");
        return reason;
    }

    private static void WriteThrough(string path, Action<Stream> write)
    {
        using var stream = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        write(stream);
        stream.Flush(flushToDisk: true);
    }

    private static void Discard(string path)
    {
        try { File.Delete(path); }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { }
    }
}
