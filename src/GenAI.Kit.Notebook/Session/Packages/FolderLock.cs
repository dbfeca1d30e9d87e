namespace GenAI.Kit.Notebook.Session.Packages;

/// <summary>Held by one process at a time: two kernels that ask for one package restore it one after the other.
/// </summary>
internal static class FolderLock
{
    /// <param name="limit">After it the lock is taken for one that nobody holds any more.</param>
    public static async Task<IDisposable?> TakeAsync(string folder, TimeSpan limit, CancellationToken token)
    {
        var file = Path.Combine(folder, "lock");
        for (var since = Environment.TickCount64; ;)
        {
            try
            {
                return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (File.Exists(file))                 // another holds it
            {
                if (Environment.TickCount64 - since > limit.TotalMilliseconds) return null;
                await Task.Delay(100, token).ConfigureAwait(false);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new CellException("PackageError",
                    $"{folder} can't be written ({e.Message.TrimEnd('.')}): packages are kept there.");
            }
        }
    }
}
