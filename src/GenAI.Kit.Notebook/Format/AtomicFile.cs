using System.Text;

namespace GenAI.Kit.Notebook.Format;

/// <summary>Writes a file whole or not at all: to a temporary file beside it, then moved into place.</summary>
public static class AtomicFile
{
    public static void Write(string path, string text) => Write(path, Encoding.UTF8.GetBytes(text));

    /// <summary>Writes an empty file beside the path and removes it again: can one write here at all?</summary>
    /// <exception cref="NotebookException">It can't.</exception>
    public static void Probe(string path) => Write(path, [], keep: false);

    /// <exception cref="NotebookException">Disk full or folder unwritable; what was there is untouched.</exception>
    public static void Write(string path, ReadOnlySpan<byte> bytes) => Write(path, bytes, keep: true);

    private static void Write(string path, ReadOnlySpan<byte> bytes, bool keep)
    {
        var target = Path.GetFullPath(path);
        string? temporary = null;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            if (new FileInfo(target).LinkTarget != null)
                target = File.ResolveLinkTarget(target, returnFinalTarget: true)!.FullName;
            temporary = Path.Combine(Path.GetDirectoryName(target)!, $".{Guid.NewGuid():N}.tmp");
            WriteThrough(temporary, bytes);
            if (!keep)
            {
                Discard(temporary);
                return;
            }

            if (File.Exists(target) && !OperatingSystem.IsWindows())
                File.SetUnixFileMode(temporary, File.GetUnixFileMode(target));
            File.Move(temporary, target, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (temporary != null) Discard(temporary);
            throw new NotebookException($"{path} can't be written ({Reason(e, temporary, target)}): "
                + "make room or choose another place; what was there before is untouched.", inner: e);
        }
    }

    private static string Reason(Exception e, string? temporary, string target)
    {
        var reason = e.Message.TrimEnd('.');
        foreach (var name in new[] { temporary, target })
            if (name != null) reason = reason.Replace($" : '{name}'", "").Replace($" '{name}'", "");
        return reason;
    }

    private static void WriteThrough(string path, ReadOnlySpan<byte> bytes)
    {
        using var stream = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        stream.Write(bytes);
        stream.Flush(flushToDisk: true);
    }

    private static void Discard(string path)
    {
        try { File.Delete(path); }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { }
    }
}
