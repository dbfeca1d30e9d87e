using System.Diagnostics;

namespace GenAI.Kit.Lessons;

/// <summary>A progress bar with the time left and a picture below it, both updated in place while a cell
/// runs.</summary>
/// <remarks>
/// Call <see cref="Update"/> in every step: it redraws at most twice a second, and it is where an interrupt ends the
/// loop. Call <see cref="Clear"/> after the loop and end the cell with the final picture as its result: so that
/// picture shows on every host, also on those that can't update.
/// </remarks>
public sealed class Live(string label, int total)
{
    private static readonly TimeSpan Redraw = TimeSpan.FromSeconds(0.5);
    private readonly Stopwatch clock = Stopwatch.StartNew();
    private TimeSpan next;
    private Action<object?>? bar;
    private Action<object?>? image;

    /// <summary>Reports a step and redraws when it is time to.</summary>
    /// <param name="done">Steps done, 1…total.</param>
    /// <param name="picture">Makes the picture; called only when it is redrawn. What it draws from torch's global
    /// generator (the CPU's) is given back: when a picture is due depends on the machine's pace, and numbers must
    /// not.</param>
    /// <exception cref="OperationCanceledException">The reader interrupted the cell.</exception>
    public void Update(int done, Func<object>? picture = null)
    {
        Host.Cancellation.ThrowIfCancellationRequested();
        if (clock.Elapsed < next)
            return;
        Show(ref bar, ProgressBar.After(label, done, total, clock.Elapsed));
        if (picture is not null)
            Show(ref image, Seed.Aside(picture));
        next = clock.Elapsed + Redraw;
    }

    /// <summary>Removes bar and picture.</summary>
    public void Clear()
    {
        bar?.Invoke(null);
        image?.Invoke(null);
        (bar, image) = (null, null);
    }

    private static void Show(ref Action<object?>? shown, object value)
    {
        if (shown is null)
            shown = Host.Display(value);
        else
            shown(value);
    }
}
