using System.Globalization;
using static TorchSharp.torch;

namespace GenAI.Kit.Data;

/// <summary>A date as people write it, and as ISO 8601 does.</summary>
/// <param name="Phrase">"the 3rd of March 1998".</param>
/// <param name="Iso">"1998-03-03".</param>
public sealed record DatePhrase(string Phrase, string Iso);

/// <summary>Dates from 1900 to 2099 in 24 styles, made with a seed. Lesson 4.2.</summary>
/// <remarks>No style leaves a doubt: years have four digits, and where the month is a number, the order is year first
/// (1998/03/03) or, with dots, day first (3.3.1998). "12/31/99" and "3/4/1998" are left out. Weekdays are the right
/// ones.</remarks>
public static class DatePhrases
{
    private const int Days = 73_049;                                              // 1900-01-01 to 2099-12-31

    private static readonly string[] Ordinals =
    [
        "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
        "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth",
        "twentieth",
    ];

    private static readonly Func<DateOnly, string>[] Writers =
    [
        .. new[]
        {
            "d MMMM yyyy", "d MMM yyyy", "d-MMM-yyyy", "dd MMMM yyyy", "MMMM d, yyyy", "MMM d, yyyy", "MMM d yyyy",
            "ddd, d MMM yyyy", "ddd d MMMM yyyy", "dddd, MMMM d, yyyy", "dddd d MMMM yyyy", "yyyy MMMM d",
            "yyyy, d MMM", "yyyy/MM/dd", "yyyyMMdd", "d.M.yyyy", "dd.MM.yyyy",
        }.Select(format => (Func<DateOnly, string>)(day => Write(day, format))),
        day => $"the {Nth(day)} of {Write(day, "MMMM yyyy")}",
        day => $"{Nth(day)} {Write(day, "MMM yyyy")}",
        day => $"{Write(day, "MMMM")} {Nth(day)}, {day.Year}",
        day => $"{Write(day, "dddd")} the {Nth(day)} of {Write(day, "MMMM, yyyy")}",
        day => $"the {Word(day.Day)} of {Write(day, "MMMM yyyy")}",
        day => $"{Write(day, "MMMM")} the {Word(day.Day)}, {day.Year}",
        day => Write(day, "d MMM yyyy").ToUpperInvariant(),
    ];

    /// <summary>How many styles there are.</summary>
    public static int Styles => Writers.Length;

    /// <summary>A day in one of the styles, numbered from 0.</summary>
    public static DatePhrase Of(DateOnly day, int style) => new(Writers[style](day), Write(day, "yyyy-MM-dd"));

    /// <summary>Different days, each in a style drawn at random; no day of the test is among those to train
    /// on.</summary>
    /// <param name="train">Days to train on.</param>
    /// <param name="test">Days to test with; both together at most 73,049.</param>
    /// <param name="seed">Same seed, same phrases.</param>
    public static (DatePhrase[] Train, DatePhrase[] Test) Sample(int train, int test, long seed)
    {
        if (train + test > Days) throw new ArgumentException($"{train} + {test} days, but there are {Days}.");
        using var scope = NewDisposeScope();
        using var generator = Seed.Generator(seed);
        var days = randperm(Days, ScalarType.Int64, generator: generator).data<long>().ToArray();
        var styles = randint(0, Styles, [train + test], ScalarType.Int64, generator: generator);
        var first = new DateOnly(1900, 1, 1);
        var all = styles.data<long>().Select((style, n) => Of(first.AddDays((int)days[n]), (int)style)).ToArray();
        return (all[..train], all[train..]);
    }

    private static string Write(DateOnly day, string format) => day.ToString(format, CultureInfo.InvariantCulture);

    private static string Nth(DateOnly day) => day.Day + (day.Day is 11 or 12 or 13 ? "th" : (day.Day % 10) switch
    {
        1 => "st",
        2 => "nd",
        3 => "rd",
        _ => "th",
    });

    private static string Word(int day) => day switch
    {
        <= 20 => Ordinals[day - 1],
        < 30 => "twenty-" + Ordinals[day - 21],
        30 => "thirtieth",
        _ => "thirty-" + Ordinals[day - 31],
    };
}
