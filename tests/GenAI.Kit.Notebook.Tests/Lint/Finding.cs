namespace GenAI.Kit.Notebook.Tests.Lint;

/// <summary>One thing that a lesson does not keep to: which rule, in which cell (from 1), what is wrong.</summary>
internal sealed record Finding(string Rule, int? Cell, string Text)
{
    public override string ToString() => Cell is { } cell ? $"{Rule}, cell {cell}: {Text}" : $"{Rule}: {Text}";
}
