using static TorchSharp.torch;

namespace GenAI.Kit.Data;

/// <summary>The shipped data sets: the same rows in the same order everywhere. data/README.md says where each came
/// from.
/// </summary>
/// <remarks>A missing or altered file, or one that does not hold what it should, ends in one error that names
/// it.</remarks>
public static class Datasets
{
    private const string Debian = "/usr/share/datasets/fashion-mnist";

    private static readonly string[] Garments =
        ["T-shirt", "trousers", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "boot"];

    /// <summary>The 342 penguins that were measured, of three species.</summary>
    /// <remarks>
    /// X: bill length (mm), bill depth (mm), flipper length (mm), body mass (g). Y: Adelie (151), Chinstrap (68),
    /// Gentoo (123). The file has 344 rows; the two without measurements are left out, nothing is filled in.
    /// Horst, Hill and Gorman 2020.
    /// </remarks>
    public static LabeledPoints Penguins()
    {
        using var scope = NewDisposeScope();
        var table = ShippedTable("tabular/penguins.csv");
        string[] columns = ["bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g"];
        string[] species = ["Adelie", "Chinstrap", "Gentoo"];
        var x = stack([.. columns.Select(column => tensor(table.Numbers(column)))], 1);        // [344, 4]
        var y = tensor(table.Column("species").Select(name => (long)Array.IndexOf(species, name)).ToArray());
        string[] features = ["bill length (mm)", "bill depth (mm)", "flipper length (mm)", "body mass (g)"];
        var measured = x.isnan().any(1).logical_not();
        return new LabeledPoints(x[measured].@float(), y[measured], features, species).Outer(scope);
    }

    /// <summary>Fashion-MNIST, the shipped subset: 10,000 grey pictures of clothes to train on and 2,000 to test
    /// with, 28×28, ten balanced classes.</summary>
    /// <remarks>Xiao, Rasul and Vollgraf 2017, arXiv:1708.07747.</remarks>
    public static (Images Train, Images Test) Fashion() =>
        (Clothes("fashion/train-10k-", Shipped), Clothes("fashion/test-2k-", Shipped));

    /// <summary>All of Fashion-MNIST, 60,000 + 10,000 pictures, from Debian's package
    /// dataset-fashion-mnist.</summary>
    /// <exception cref="FileNotFoundException">It is not installed: the message says how.</exception>
    public static (Images Train, Images Test) FashionFull() => FashionFull(Debian);

    internal static (Images Train, Images Test) FashionFull(string folder)
    {
        if (!Directory.Exists(folder))
            throw new FileNotFoundException($"{folder} is missing: sudo apt install dataset-fashion-mnist, or use " +
                "Datasets.Fashion(), the subset that comes with the kit.");
        return (Clothes(folder + "/train-", Idx.Read), Clothes(folder + "/t10k-", Idx.Read));
    }

    /// <summary>1,797 handwritten digits of 8×8 pixels. A pixel counts ink, from 0 to 16, and is given as a sixteenth
    /// of that: 16·x are whole numbers.</summary>
    /// <remarks>Writer after writer: shuffle before you split. Alpaydin and Kaynak 1998, "Optical Recognition of
    /// Handwritten Digits", UCI Machine Learning Repository; the part that scikit-learn ships.</remarks>
    public static Images Digits() =>
        Grey("digits8/", Shipped, side: 8, white: 16, [.. Enumerable.Range(0, 10).Select(digit => $"{digit}")]);

    /// <summary>4,000 different drawn faces of 16×16 pixels in colour: the first 3,200 to train on, the rest to test
    /// with.</summary>
    /// <remarks>DiceBear's Pixel Art, CC0.</remarks>
    public static (FaceImages Train, FaceImages Test) Faces() =>
        Drawn("faces/pixel-faces", "-16x16-rgb-idx4-ubyte.gz", train: 3200);

    /// <summary>9,000 different drawn portraits of 64×64 pixels in colour, in three styles: the first 8,000 to train
    /// on, the last 1,000 to test with.</summary>
    /// <remarks>DiceBear's Personas (Draftbit), ToonHead (Johan Melin) and Avatar Illustration System (Micah Lanier),
    /// CC BY 4.0, recoloured.</remarks>
    public static (FaceImages Train, FaceImages Test) Portraits() =>
        Drawn("portraits/portraits", "-64x64-rgb-idx4-ubyte.gz", train: 8000);

    private static (FaceImages Train, FaceImages Test) Drawn(string name, string pictures, int train)
    {
        using var scope = NewDisposeScope();
        var pixels = Shipped(name + pictures).permute(0, 3, 1, 2);                              // [N, 3, side, side]
        var table = ShippedTable(name + ".tsv.gz");
        FaceImages Part(Range rows) =>
            new(scope.MoveToOuter(pixels[rows].contiguous().@float().div_(255)),
                table with { Rows = table.Rows[rows] });
        return (Part(..train), Part(train..));
    }

    private static Images Clothes(string name, Func<string, Tensor> read) => Grey(name, read, 28, 255, Garments);

    private static Images Grey(string name, Func<string, Tensor> read, int side, int white, string[] classes)
    {
        using var scope = NewDisposeScope();
        var pixels = read(name + "images-idx3-ubyte.gz").unsqueeze(1).@float().div_(white);   // [N, 1, side, side]
        var labels = read(name + "labels-idx1-ubyte.gz").@long();
        if (!pixels.shape.AsSpan(1).SequenceEqual([1, side, side]) || !labels.shape.SequenceEqual([pixels.shape[0]]))
            throw new InvalidDataException($"{name}*: pictures [{string.Join(", ", pixels.shape)}] and labels " +
                $"[{string.Join(", ", labels.shape)}] are not [N, 1, {side}, {side}] and [N].");
        scope.MoveToOuter(pixels, labels);
        return new(pixels, labels, classes);
    }

    private static Tensor Shipped(string name) => Idx.Parse(DataFile.Read(name), "data/" + name);

    private static TextTable ShippedTable(string name) => TextTable.Parse(DataFile.Read(name), "data/" + name);
}
