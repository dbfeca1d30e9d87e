using System.Globalization;
using System.Runtime.CompilerServices;

namespace GenAI.Kit.Notebook.Session.Showing;

/// <summary>A text that may grow to a length, written by code that may recur to a depth.</summary>
internal sealed class BoundedWriter(int most) : StringWriter(CultureInfo.InvariantCulture)
{
    public override void Write(char value)
    {
        Check(1);
        base.Write(value);
    }

    public override void Write(string? value)
    {
        Check(value?.Length ?? 0);
        base.Write(value);
    }

    public override void Write(char[] buffer, int index, int count)
    {
        Check(count);
        base.Write(buffer, index, count);
    }

    public override void Write(ReadOnlySpan<char> buffer)
    {
        Check(buffer.Length);
        base.Write(buffer);
    }

    private void Check(int more)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (GetStringBuilder().Length + more > most)
            throw new TooLongException($"it takes more than {most:N0} characters");
    }
}

/// <summary>A display grew beyond what a notebook can show.</summary>
internal sealed class TooLongException(string message) : Exception(message);
