using System.Runtime.InteropServices;
using GenAI.Kit.Notebook.Format;
using GenAI.Kit.Notebook.Kernel.Install;

namespace GenAI.Kit.External;

/// <summary>A home folder with nothing in it but the kit's kernel, as `genai kernel install` registers it.</summary>
internal sealed class KernelHome : IDisposable
{
    private static readonly string Built =
        Path.Combine(Clone.Root, "src", "GenAI.Kit.Notebook", "bin", "Release", "net10.0", "GenAI.Kit.Notebook.dll");

    internal KernelHome()
    {
        var folders = new JupyterFolders(OSPlatform.Linux, Folder, _ => null);
        new KernelInstaller(folders, _ => { }).Install(Clone.Root, publish: () => Built);
        File.Copy(Path.Combine(Clone.Notebooks, "kit.csx"), Path.Combine(Folder, "kit.csx"));
    }

    internal string Folder { get; } = Directory.CreateTempSubdirectory("kernel-home").FullName;

    /// <summary>Saves a notebook beside kit.csx.</summary>
    internal string Save(NotebookDocument notebook, string file)
    {
        var path = Path.Combine(Folder, file);
        notebook.Save(path);
        return path;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
