using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;

namespace GenAI.Kit.Interactive;

/// <summary>A display that later values replace, each in its own formats.</summary>
/// <remarks>Not by the host's <c>display(x).Update(y)</c>: it returns another object than the one that it showed, so
/// that the update names a display that nobody has, and it formats y as what x was.</remarks>
internal static class LiveDisplay
{
    /// <returns>How to replace what is shown; null leaves nothing to see.</returns>
    public static Action<object?> Show(object value)
    {
        if (KernelInvocationContext.Current is not { } cell) return _ => { };
        var id = cell.Display(value).DisplayId;
        return next =>
        {
            var now = KernelInvocationContext.Current ?? cell;
            now.Publish(new DisplayedValueUpdated(next, id, now.Command, Formats(next)));
        };
    }

    private static IReadOnlyCollection<FormattedValue> Formats(object? value) => value is null
        ? [new(PlainTextFormatter.MimeType, "")]
        : FormattedValue.CreateManyFromObject(value);
}
