using GenAI.Kit.Notebook.Session;
using Microsoft.AspNetCore.Html;
using Microsoft.DotNet.Interactive.Formatting;
using Microsoft.DotNet.Interactive.Formatting.TabularData;

namespace GenAI.Kit.Notebook;

/// <summary>What every cell can call by its bare name, as in .NET Interactive: by <c>using static</c>.</summary>
public static class NotebookGlobals
{
    /// <summary>Cancelled when the running cell is interrupted.</summary>
    public static CancellationToken CellCancellation => CellContext.Current?.Token ?? CancellationToken.None;

    /// <summary>Ends the calling code if its cell is interrupted: loops of cells call it at each turn.</summary>
    [System.ComponentModel.EditorBrowsable(System.ComponentModel.EditorBrowsableState.Never)]
    public static void CheckInterrupt() => CellContext.Check();

    /// <summary>Shows a value below the cell; the result can replace it later.</summary>
    public static DisplayedValue display(object? value, params string[] mimeTypes) =>
        DisplayedValue.Show(value, any => ValueFormatter.Format(any, mimeTypes));

    /// <summary>Shows a value below the cell; the result can replace it later.</summary>
    public static DisplayedValue Display(this object? value, params string[] mimeTypes) => display(value, mimeTypes);

    /// <summary>Shows a text as what its mime type says.</summary>
    public static DisplayedValue DisplayAs(this string value, string mimeType) =>
        DisplayedValue.Show(
            value, any => any is string text ? new(mimeType, text) : ValueFormatter.Format(any, mimeType));

    /// <summary>Shows a sequence as a table.</summary>
    public static DisplayedValue DisplayTable<T>(this IEnumerable<T>? value, params string[] mimeTypes) =>
        display(value?.ToTabularDataResource(), mimeTypes);

    /// <summary>Marks a text as HTML.</summary>
    public static IHtmlContent HTML(string content) => content.ToHtmlContent();

    /// <summary>Removes the cell's output; with <paramref name="wait"/> only when the next output comes.</summary>
    public static void clear_output(bool wait = false) => CellContext.Current?.ClearOutput(wait);

    /// <summary>Asks the user for a line of text.</summary>
    public static Task<string> GetInputAsync(string prompt = "", string typeHint = "text") =>
        Task.FromResult(Ask(prompt, password: typeHint == "password"));

    /// <summary>Asks the user for a secret; the client does not show what is typed.</summary>
    public static Task<PasswordString> GetPasswordAsync(string prompt = "") =>
        Task.FromResult(new PasswordString(Ask(prompt, password: true)));

    private static string Ask(string prompt, bool password) => CellContext.Current?.ReadLine(prompt, password)
        ?? throw new InvalidOperationException("Only a running cell can ask.");

    /// <summary>The names under which notebooks for .NET Interactive call the same things.</summary>
    public static class Kernel
    {
        public static DisplayedValue display(object? value, params string[] mimeTypes) =>
            NotebookGlobals.display(value, mimeTypes);

        public static IHtmlContent HTML(string content) => NotebookGlobals.HTML(content);

        public static Task<string> GetInputAsync(string prompt = "", string typeHint = "text") =>
            NotebookGlobals.GetInputAsync(prompt, typeHint);

        public static Task<PasswordString> GetPasswordAsync(string prompt = "") =>
            NotebookGlobals.GetPasswordAsync(prompt);
    }
}

/// <summary>A secret that no display shows.</summary>
public sealed class PasswordString(string password)
{
    public string GetClearTextPassword() => password;

    public override string ToString() => new('*', 8);
}
