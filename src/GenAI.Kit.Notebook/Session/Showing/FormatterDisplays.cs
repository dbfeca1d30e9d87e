using GenAI.Kit.Notebook.Session.Running;
using Microsoft.DotNet.Interactive.Formatting;

namespace GenAI.Kit.Notebook.Session.Showing;

/// <summary>What packages show by the formatters' own <c>Display</c> goes to the cell that calls them.</summary>
internal static class FormatterDisplays
{
    private static int installed;

    public static void Install()
    {
        if (Interlocked.Exchange(ref installed, 1) == 0) Formatter.SubscribeToDisplayedValues(Show);
    }

    private static void Show(Microsoft.DotNet.Interactive.Formatting.DisplayedValue shown)
    {
        if (CellContext.Current is not { } cell) Formatter.WriteToConsole(shown);
        else cell.Display(Bundle(shown), shown.DisplayId, shown.IsUpdated);
    }

    private static MimeBundle Bundle(Microsoft.DotNet.Interactive.Formatting.DisplayedValue shown) =>
        new([.. shown.FormattedValues.Select(part => KeyValuePair.Create(part.MimeType, part.Value))]);
}
