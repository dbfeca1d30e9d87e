namespace GenAI.Kit.Cli;

/// <summary>What a user of VS Code has to do by hand: `kernel install` and `doctor` print it.</summary>
internal static class VsCode
{
    /// <summary>Without the first setting a dot completes nothing; without the second, words of the page stand in the
    /// list and drive out members of the same name.</summary>
    public const string Advice = """
        In VS Code, put these two lines into your user settings (settings.json), for completion in C# cells:
          "jupyter.completionTriggerCharacters": {"csharp": ["."]},
          "[csharp]": {"editor.wordBasedSuggestions": "off"}
        Then run "Developer: Reload Window", and in a notebook choose
          Select Kernel > Jupyter Kernel… > C# (GenAI.Kit)
        """;
}
