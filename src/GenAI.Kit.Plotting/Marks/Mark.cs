namespace GenAI.Kit.Plotting;

/// <summary>What a mark covers. Tight: the axes end where it ends; Grounded: it stands on y = 0.</summary>
internal readonly record struct Bounds(IEnumerable<double> X, IEnumerable<double> Y, bool Tight = false,
    bool Grounded = false)
{
    public static readonly Bounds None = new([], []);
}

internal enum Shape { Circle, Square, Diamond, Triangle, Line, Dashed, Box }

internal static class Shapes
{
    /// <summary>Of equal area to the eye.</summary>
    public static double Size(this Shape shape) =>
        shape switch { Shape.Square => 0.9, Shape.Diamond => 1.15, Shape.Triangle => 1.3, _ => 1 };
}

/// <summary>An entry of the legend.</summary>
internal sealed record LegendEntry(string Name, Ink Ink, Shape Shape);

/// <summary>The bar that says which colour is which value.</summary>
internal sealed record ColourBar(string Label, Interval Range, ColourMap Map)
{
    /// <summary>A bar that spans the finite values; around a single value it is one wide.</summary>
    public static ColourBar Over(Numbers values, string label, ColourMap map) => Num.Range(values) switch
    {
        var (low, high) when low > high => new(label, (0, 1), map),
        var (low, high) when low == high => new(label, (low - 0.5, high + 0.5), map),
        var range => new(label, range, map),
    };

    public double Share(double value) => (value - Range.Low) / (Range.High - Range.Low);
}

/// <summary>Something drawn on a panel: it knows its extent, how to draw itself on any canvas, and how to say in
/// words what it shows.</summary>
internal abstract record Mark
{
    public virtual int Layer => 2;
    public abstract Bounds Bounds { get; }
    public virtual IEnumerable<LegendEntry> Legend => [];
    public virtual ColourBar? Bar => null;
    public abstract void Draw(ICanvas canvas);
    public abstract string Describe();

    protected static IEnumerable<LegendEntry> Named(string? name, Ink ink, Shape shape) =>
        name is null ? [] : [new(name, ink, shape)];

    protected static string Quote(string? name) => name is null ? "" : $" “{name}”";
}

/// <summary>What a renderer must be able to draw. Lines break where a number is NaN; names go to the
/// legend.</summary>
internal interface ICanvas
{
    /// <param name="tells">A point's values are shown to the mouse, even if the line has no name.</param>
    void Line(Numbers x, Numbers y, Ink ink, double width, bool dashed = false, string? name = null,
        bool tells = false);
    void Area(Numbers x, Numbers low, Numbers high, Ink ink, double opacity);
    void Dots(Numbers x, Numbers y, Ink ink, Shape shape, double size, string? name = null);
    void Dots(Numbers x, Numbers y, Numbers value, ColourBar bar, double size);
    void Boxes(IReadOnlyList<Box> boxes, Ink ink, double opacity, string? name = null);
    void Field(Field field);
    void Labels(IReadOnlyList<Label> labels, string? name = null);
    /// <summary>Width over height of one unit of x and y on the page: for arrow heads that look right.</summary>
    (double X, double Y) PixelsPerUnit { get; }
    (Interval X, Interval Y) Ranges { get; }
    /// <summary>Cells on each side with which a finely resolved field is drawn.</summary>
    int Detail { get; }
}

internal readonly record struct Box(double Left, double Right, double Bottom, double Top);
internal readonly record struct Label(double X, double Y, string Text, Ink Ink);

/// <summary>Numbers as colours over a rectangle. Smooth: the numbers belong to nodes, colours blend between them;
/// else each number fills its cell.</summary>
internal sealed record Field(Table Values, Interval X, Interval Y, ColourBar Bar, bool Smooth, bool ShowBar);
