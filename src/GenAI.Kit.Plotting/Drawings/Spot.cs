namespace GenAI.Kit.Plotting;

/// <summary>Where an arrow begins or ends: the name of a shape, "name@left" (right, top, bottom) for one of its
/// sides, or a point (x, y) in pixels.</summary>
/// <param name="Name">Of a shape; null: it is a point.</param>
/// <param name="Side">Of that shape; null: the one that faces the other end.</param>
/// <param name="X">Of the point.</param>
/// <param name="Y">Of the point.</param>
public readonly record struct Spot(string? Name, string? Side, double X, double Y)
{
    private static readonly string[] Sides = ["left", "right", "top", "bottom"];

    public static implicit operator Spot(string name) =>
        name.LastIndexOf('@') is var at and > 0 && Sides.Contains(name[(at + 1)..])
            ? new(name[..at], name[(at + 1)..], 0, 0) : new(name, null, 0, 0);

    public static implicit operator Spot((double X, double Y) point) => new(null, null, point.X, point.Y);
}
