using GenAI.Kit.Notebook.Format;
using GenAI.Kit.Notebook.Runner;

namespace GenAI.Kit.Notebook.Kernel.Install;

/// <summary>Installs a clone's C# kernel for the user who asks: <c>genai kernel install|uninstall|list</c>.</summary>
public sealed class KernelInstaller(
    JupyterFolders folders, Action<string> tell, CancellationToken cancellation = default)
{
    /// <summary>The name under which the kernel is installed unless another is asked for.</summary>
    public const string DefaultName = "genai-kit";

    /// <summary>Publishes the kernel and writes its kernelspec.</summary>
    /// <param name="clone">The folder that holds GenAI.Kit.sln.</param>
    /// <param name="name">Another name, such as <c>.net-csharp</c>: never over a kernelspec that is not ours.</param>
    /// <param name="publish">Yields the published dll; by default <c>dotnet publish</c>.</param>
    /// <exception cref="NotebookException">The name is taken, the kit is not built or the build fails.</exception>
    public KernelSpec Install(string clone, string name = DefaultName, Func<string>? publish = null)
    {
        if (name.Trim('.').Length == 0 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-'))
            throw new NotebookException($"'{name}' is no name that Jupyter takes: letters, digits, '.', '_' and '-'.",
                ExitCode.BadArgument);
        var taken = All().FirstOrDefault(s => s.Name == name && !s.IsOurs);
        if (taken is not null)
            throw new NotebookException($"The name {name} is taken by {taken.Folder}, which is left as it is.");
        var kit = Path.Combine(clone, "src", "GenAI.Kit.Lessons", "bin", "Release", "net10.0");
        if (!File.Exists(Path.Combine(kit, "GenAI.Kit.Lessons.dll")))
            throw new NotebookException($"The kit is not built in {kit}: run `dotnet build -c Release` first.");
        var publisher = new KernelPublisher(clone, folders.Program, tell, cancellation);
        var dll = (publish ?? publisher.Publish)();
        string[] command = [KernelPublisher.Dotnet, "exec", dll];
        var display = name == DefaultName ? "C# (GenAI.Kit)" : ".NET (C#)";
        var roots = new[] { Path.Combine(folders.UserData, "kernels"), folders.VsCodeKernels }.Distinct();
        var specs = roots.Select(r => Path.Combine(r, name))
            .Select(f => KernelSpec.Create(f, display, command, kit, Unset())).ToList();
        specs.ForEach(s => s.Write());
        foreach (var other in All().Where(s => s.IsOurs && s.Name != name))
            KernelSpec.Create(other.Folder, other.DisplayName, command, kit, Unset()).Write();
        publisher.RemoveAllBut(Path.GetDirectoryName(dll));          // not before nothing names them any more
        return specs[0];
    }

    /// <summary>Removes every kernelspec of this kit, and the published kernel.</summary>
    /// <returns>What was removed.</returns>
    public IReadOnlyList<string> Uninstall()
    {
        var ours = All().Where(s => s.IsOurs).ToList();
        foreach (var spec in ours) Directory.Delete(spec.Folder, recursive: true);
        new KernelPublisher("", folders.Program, tell).RemoveAllBut(null);
        return [.. ours.Select(s => s.Folder)];
    }

    /// <summary>All kernelspecs that Jupyter or VS Code finds for this user; the first of a name counts.</summary>
    public IReadOnlyList<KernelSpec> All() =>
    [
        .. folders.Search.Where(Directory.Exists).SelectMany(Directory.GetDirectories)
            .Select(KernelSpec.Read).OfType<KernelSpec>(),
    ];

    /// <summary>A kernelspec's environment replaces the user's, so what the user has set is not named.</summary>
    private static IReadOnlyDictionary<string, string> Unset() =>
        KernelEnvironment.Unset(Environment.GetEnvironmentVariable);
}
