using System.Runtime.InteropServices;
using GenAI.Kit.Notebook.Session.Magic;

namespace GenAI.Kit.Notebook.Kernel.Install;

/// <summary>Where Jupyter and VS Code look for kernelspecs, on each system.</summary>
/// <param name="System">Linux, OSX or Windows.</param>
/// <param name="Home">The user's home folder.</param>
/// <param name="Variable">Reads an environment variable.</param>
public sealed record JupyterFolders(OSPlatform System, string Home, Func<string, string?> Variable)
{
    /// <summary>Those of the machine that runs.</summary>
    public static JupyterFolders Here { get; } = new(
        OperatingSystem.IsWindows() ? OSPlatform.Windows
        : OperatingSystem.IsMacOS() ? OSPlatform.OSX : OSPlatform.Linux,
        Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify),
        Environment.GetEnvironmentVariable);

    /// <summary>The user's Jupyter data folder: JUPYTER_DATA_DIR, else the system's custom.</summary>
    public string UserData => Set("JUPYTER_DATA_DIR") ?? Platform(
        linux: Path.Combine(Set("XDG_DATA_HOME") ?? Path.Combine(Home, ".local", "share"), "jupyter"),
        mac: Path.Combine(Home, "Library", "Jupyter"),
        windows: Path.Combine(Set("APPDATA") ?? Path.Combine(Home, "AppData", "Roaming"), "jupyter"));

    /// <summary>The folder that VS Code looks into; it does not know JUPYTER_DATA_DIR and XDG_DATA_HOME.</summary>
    public string VsCodeKernels => Path.Combine(Platform(
        linux: Path.Combine(Home, ".local", "share", "jupyter"),
        mac: Path.Combine(Home, "Library", "Jupyter"),
        windows: Path.Combine(Set("APPDATA") ?? Path.Combine(Home, "AppData", "Roaming"), "jupyter")), "kernels");

    /// <summary>The folders of kernelspecs, in the order in which they are searched.</summary>
    public IReadOnlyList<string> Search =>
    [
        .. (Set("JUPYTER_PATH") ?? "").Split(Separator, StringSplitOptions.RemoveEmptyEntries)
            .Append(UserData).Concat(SystemData).Select(f => Path.Combine(f, "kernels"))
            .Append(VsCodeKernels).Distinct(),
    ];

    /// <summary>Where the published kernel lies.</summary>
    public string Program => Path.Combine(Platform(
        linux: Set("XDG_DATA_HOME") ?? Path.Combine(Home, ".local", "share"),
        mac: Path.Combine(Home, "Library", "Application Support"),
        windows: Set("LOCALAPPDATA") ?? Path.Combine(Home, "AppData", "Local")), "genai-kit", "kernel");

    private char Separator => System == OSPlatform.Windows ? ';' : ':';

    private string[] SystemData => System == OSPlatform.Windows
        ? [Path.Combine(Set("PROGRAMDATA") ?? @"C:\ProgramData", "jupyter")]
        : ["/usr/local/share/jupyter", "/usr/share/jupyter"];

    private string Platform(string linux, string mac, string windows) =>
        System == OSPlatform.Windows ? windows : System == OSPlatform.OSX ? mac : linux;

    private string? Set(string name) => Variable(name) is { Length: > 0 } value ? value : null;
}
