using GenAI.Kit.Notebook.Session;

namespace GenAI.Kit.Notebook.Kernel;

/// <summary>The kernel's command line, which kernelspecs start:
/// <c>&lt;connection-file&gt; [--kit &lt;folder&gt;]</c>.</summary>
public static class KernelCommand
{
    /// <returns>0 after an orderly end, 2 for bad arguments, 5 for an unreadable connection file.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        var (file, kit) = Parse(args);
        if (file is null)
        {
            Console.Error.WriteLine("Usage: <connection-file> [--kit <folder>]");
            return 2;
        }
        return await StartAsync(file, kit);
    }

    /// <summary>What <c>genai kernel start</c> does.</summary>
    /// <param name="kit">The folder of the libraries that cells can use; null for none.</param>
    public static async Task<int> StartAsync(string connectionFile, string? kit)
    {
        try
        {
            var options = kit is null ? new SessionOptions() : LibraryFolder.Options(kit);
            await KernelHost.RunAsync(connectionFile, options);
            return 0;
        }
        catch (InvalidDataException e)
        {
            Console.Error.WriteLine(e.Message);
            return 5;
        }
    }

    private static (string? File, string? Kit) Parse(string[] args) => args switch
    {
        [var file] => (file, null),
        [var file, "--kit", var kit] => (file, kit),
        ["--kit", var kit, var file] => (file, kit),
        _ => (null, null),
    };
}
