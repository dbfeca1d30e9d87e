namespace GenAI.Kit.Notebook.Session;

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
            catch (IOException) when (Environment.TickCount64 - since < limit.TotalMilliseconds)
            {
                await Task.Delay(100, token).ConfigureAwait(false);
            }
            catch (IOException)
            {
                return null;
            }
        }
    }
}
