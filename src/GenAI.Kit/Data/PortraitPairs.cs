using static TorchSharp.torch;

namespace GenAI.Kit.Data;

/// <summary>300 people, each drawn in all three styles of <see cref="Datasets.Portraits"/>: row k is the same person
/// in all, with the same kind of hair, mouth and colours. None of them is among the portraits.</summary>
/// <remarks>For tests, as the truth that unpaired translation never sees: lesson 3.3. Sources and licence are those
/// of the portraits. It stands beside <see cref="Datasets"/>, not in it: all that reads that would count as
/// changed.</remarks>
/// <param name="Flat">After Draftbit's Personas.</param>
/// <param name="Toon">After Johan Melin's ToonHead.</param>
/// <param name="Ink">After Micah Lanier's Avatar Illustration System.</param>
public sealed record PortraitPairs(FaceImages Flat, FaceImages Toon, FaceImages Ink) : IDisposable
{
    private const string Pictures = "portraits/portrait-pairs-rgb64.idx4.gz";
    private const string Table = "portraits/portrait-pairs.tsv.gz";

    /// <summary>Reads them: three times 300 pictures, [300, 3, 64, 64], and their attributes.</summary>
    /// <exception cref="FileNotFoundException">A file is missing.</exception>
    /// <exception cref="InvalidDataException">A file is not what was shipped.</exception>
    public static PortraitPairs Load()
    {
        using var scope = NewDisposeScope();
        var bytes = Idx.Parse(DataFile.Read(Pictures), "data/" + Pictures);       // [900, 64, 64, 3]
        var styles = bytes.permute(0, 3, 1, 2).reshape(-1, 3, 3, 64, 64);         // person, style, colour, …
        var table = TextTable.Parse(DataFile.Read(Table), "data/" + Table);
        FaceImages Style(int n) => new(scope.MoveToOuter(styles[.., n].contiguous().@float() / 255), table with
        { Rows = [.. table.Rows.Where((_, row) => row % 3 == n)] });
        return new(Style(0), Style(1), Style(2));
    }

    /// <summary>Frees the pixels.</summary>
    public void Dispose()
    {
        foreach (var style in new[] { Flat, Toon, Ink }) style.Dispose();
    }
}
