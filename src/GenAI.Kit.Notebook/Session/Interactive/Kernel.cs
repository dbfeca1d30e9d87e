using GenAI.Kit.Notebook;
using GenAI.Kit.Notebook.Session.Running;
using GenAI.Kit.Notebook.Session.Showing;
using Microsoft.AspNetCore.Html;
using Microsoft.DotNet.Interactive.Formatting;
using DisplayedValue = GenAI.Kit.Notebook.DisplayedValue;

namespace Microsoft.DotNet.Interactive;

/// <summary>What notebooks written for .NET Interactive call on its kernel; cells see the static ones by their bare
/// names. There is one kernel here, of C#.</summary>
public sealed class Kernel
{
    private static readonly Kernel One = new();

    private Kernel() { }

    public static Kernel Root => One;

    public static Kernel Current => One;

    public string Name => "csharp";

    /// <returns>Null for any name but <c>csharp</c>.</returns>
    public Kernel? FindKernelByName(string name) =>
        name.Equals(Name, StringComparison.OrdinalIgnoreCase) ? this : null;

    /// <summary>Shows a value below the cell; the result can replace it later.</summary>
    public static DisplayedValue display(object? value, params string[] mimeTypes) =>
        DisplayedValue.Show(value, any => ValueFormatter.Format(any, mimeTypes));

    /// <summary>Marks a text as HTML.</summary>
    public static IHtmlContent HTML(string content) => content.ToHtmlContent();

    /// <summary>Runs a script in the page that shows the notebook, where the front end allows scripts.</summary>
    public static void Javascript(string scriptContent) =>
        display(HTML($"<script type=\"text/javascript\">{scriptContent}</script>"));

    /// <summary>Adds style rules to the page that shows the notebook.</summary>
    public static void CSS(string content) =>
        display(HTML($"<style type=\"text/css\">{content}</style>"));

    /// <summary>Asks the user for a line of text.</summary>
    public static Task<string> GetInputAsync(string prompt = "", string typeHint = "text") =>
        Task.FromResult(Ask(prompt, password: typeHint == "password"));

    /// <summary>Asks the user for a secret; the client does not show what is typed.</summary>
    public static Task<PasswordString> GetPasswordAsync(string prompt = "") =>
        Task.FromResult(new PasswordString(Ask(prompt, password: true)));

    private static string Ask(string prompt, bool password) => CellContext.Current?.ReadLine(prompt, password)
        ?? throw new InvalidOperationException("Only a running cell can ask.");
}
