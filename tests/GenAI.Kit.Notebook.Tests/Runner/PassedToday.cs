using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using GenAI.Kit.Contract;
using GenAI.Kit.Notebook.Format;
using GenAI.Kit.Notebook.Sources;

namespace GenAI.Kit.Notebook.Tests.Runner;

/// <summary>Remembers that a lesson has passed, by the hash of all that it is made of: its cells and their exercises'
/// answers, the kit's code that they use, the kernel. The same lesson needn't run twice a day; on a new machine, on the
/// next day and with GENAI_ALL=1 all run.</summary>
internal sealed class PassedToday(string number, NotebookDocument notebook, string folder, string sources)
{
    private static readonly string Day = DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private readonly string file = Path.Combine(UserFolders.Cache, "passed", $"{number}-{Hash(notebook, folder, sources)}");

    /// <summary>Nothing has changed since it passed today.</summary>
    internal bool Is => Environment.GetEnvironmentVariable("GENAI_ALL") != "1" && File.Exists(file)
        && File.ReadAllText(file) == Day;

    internal void Note()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, Day);
    }

    private static string Hash(NotebookDocument notebook, string folder, string sources)
    {
        var answers = notebook.CodeCells.Where(cell => cell.HasTag("exercise"))
            .Select(cell => cell.Metadata["genai_kit"]?.ToJsonString());
        var kernel = typeof(NotebookDocument).Module.ModuleVersionId;      // the same for the same code: builds are deterministic
        var all = string.Join('\n', [new CodeHash(new KitSources(sources)).OfNotebook(notebook, folder), $"{kernel}", .. answers]);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(all)))[..16];
    }
}
