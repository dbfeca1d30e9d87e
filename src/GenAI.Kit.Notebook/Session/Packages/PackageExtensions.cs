using GenAI.Kit.Notebook.Session.Magic;
using GenAI.Kit.Notebook.Session.Showing;

namespace GenAI.Kit.Notebook.Session.Packages;

/// <summary>What packages bring for .NET Interactive, in their folder <c>interactive-extensions/dotnet</c>.</summary>
/// <param name="Scripts">C# that is run as cells are: it can do what a cell can.</param>
/// <param name="NotRun">A sentence for each compiled extension: it is handed .NET Interactive's own kernel, which is
/// not here.</param>
internal sealed record PackageExtensions(IReadOnlyList<string> Scripts, IReadOnlyList<string> NotRun)
{
    private const string Suffix = ".Interactive", Host = "Microsoft.DotNet.Interactive";

    public static PackageExtensions Of(IEnumerable<RestoredPackage> packages)
    {
        List<string> scripts = [], notRun = [];
        foreach (var package in packages.Where(p => p.Folder.Length > 0 && !LibraryFormats.Knows(Library(p.Id))))
        {
            var folder = Path.Combine(package.Folder, "interactive-extensions", "dotnet");
            if (!Directory.Exists(folder)) continue;
            var dibs = Directory.GetFiles(folder, "*.dib");
            scripts.AddRange(dibs.Order().SelectMany(ImportedFile.Cells));
            if (Directory.GetFiles(folder, "*.dll").Length > 0)
                notRun.Add(
                    $"{package.Id} brings an extension that was not run: it needs .NET Interactive's own kernel");
        }
        return new(scripts, notRun);
    }

    /// <summary>Whether this project has an assembly's public names itself: cells would find them twice.</summary>
    public static bool IsBuiltIn(string assembly) => assembly.Equals(Host, StringComparison.OrdinalIgnoreCase);

    private static string Library(string id) =>
        id.EndsWith(Suffix, StringComparison.OrdinalIgnoreCase) ? id[..^Suffix.Length] : id;
}
