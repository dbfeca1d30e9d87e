using System.Diagnostics;

namespace GenAI.Kit.Notebook.Session.Errors;

/// <summary>A failed <c>Debug.Assert</c> or <c>Trace.Assert</c> is an exception of the code that asserted: by default
/// it ends the process.</summary>
internal sealed class FailedAsserts : TraceListener
{
    public static void Install()
    {
        if (Trace.Listeners.OfType<FailedAsserts>().Any()) return;
        Trace.Listeners.Remove("Default");
        Trace.Listeners.Add(new FailedAsserts());
    }

    public override void Fail(string? message, string? detail) => throw new InvalidOperationException(
        $"An assertion failed. {message} {detail}".TrimEnd());

    public override void Write(string? message) { }

    public override void WriteLine(string? message) { }
}
