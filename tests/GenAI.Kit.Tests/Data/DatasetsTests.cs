using GenAI.Kit.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Tests.Data;

[Collection("torch")]
public sealed class DatasetsTests
{
    [Fact]
    public void EveryShippedFileIsListedAndWhole()
    {
        var data = KitFolder.Data();
        var listed = File.ReadLines(Path.Combine(data, DataFile.Manifest)).Select(line => line[66..]).ToList();
        var there = Directory.GetFiles(data, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(data, file).Replace('\\', '/'))
            .Where(file => file is not (DataFile.Manifest or "README.md"));
        Assert.Equal(there.Order(), listed.Order());
        foreach (var name in listed) Assert.NotEmpty(DataFile.Read(name));
        var readme = File.ReadAllText(Path.Combine(data, "README.md"));
        foreach (var licence in listed.Where(name => name.StartsWith("licences/"))) Assert.Contains(licence, readme);
    }

    [Fact]
    public void PenguinsAreCounted()
    {
        using var penguins = Datasets.Penguins();
        Assert.Equal([342, 4], penguins.X.shape);
        Assert.Equal([151, 68, 123], penguins.Y.bincount(null).data<long>());
        Assert.Equal([39.1f, 18.7f, 181, 3750], penguins.X[0].data<float>());
        float[] means = [43.92193f, 17.15117f, 200.9152f, 4201.754f];
        using var mean = penguins.X.mean([0]);
        Assert.Equal(means, mean.data<float>(), (a, b) => Math.Abs(a / b - 1) < 1e-5);
    }

    [Fact]
    public void FashionIsBalanced()
    {
        using var scope = NewDisposeScope();
        var (train, test) = Datasets.Fashion();
        Assert.Equal([10000, 1, 28, 28], train.Pixels.shape);
        Assert.Equal([2000, 1, 28, 28], test.Pixels.shape);
        Assert.Equal(Enumerable.Repeat(1000L, 10), train.Labels.bincount(null).data<long>().ToArray());
        Assert.Equal(10, train.Classes.Length);
        Assert.Equal((0, 1), (train.Pixels.min().item<float>(), train.Pixels.max().item<float>()));
        // Trousers (1) are two legs: the column between them is darker at the bottom than the legs beside it.
        var trousers = train.Pixels[train.Labels == 1].mean([0, 1]);
        Assert.True(trousers[24, 14].item<float>() < 0.5 * trousers[24, 10].item<float>());
    }

    [Fact]
    public void DigitsAreCountedInkFrom0To16()
    {
        using var scope = NewDisposeScope();
        var digits = Datasets.Digits();
        Assert.Equal([1797, 1, 8, 8], digits.Pixels.shape);
        Assert.Equal([178, 182, 177, 183, 181, 182, 181, 179, 174, 180], digits.Labels.bincount(null).data<long>());
        // The first picture of scikit-learn's load_digits, a 0: its second row, and its label.
        float[] row = [0, 0, 13, 15, 10, 15, 5, 0];
        Assert.Equal(row, (16 * digits.Pixels[0, 0, 1]).data<float>().ToArray());
        Assert.Equal(("0", 16), (digits.Classes[digits.Labels[0].item<long>()], 16 * digits.Pixels.max().item<float>()));
        Assert.True((16 * digits.Pixels).frac().eq(0).all().item<bool>());
    }

    [Fact]
    public void FacesHaveColoursAndAttributes()
    {
        using var scope = NewDisposeScope();
        var (train, test) = Datasets.Faces();
        Assert.Equal([3200, 3, 16, 16], train.Pixels.shape);
        Assert.Equal((800, 800), (test.Count, test.Attributes.Rows.Length));
        Assert.Equal(16, train.Attributes.Columns.Length);
        // The first face's background is #d1d4f9: red, green and blue are not swapped, rows belong to pictures.
        Assert.Equal("#d1d4f9", train.Attributes.Column("primaryBackgroundColor")[0]);
        var corner = (train.Pixels[0, .., 0, 0] * 255).round().data<float>().ToArray();
        Assert.Equal([0xd1, 0xd4, 0xf9], corner);
        var last = Convert.FromHexString(test.Attributes.Column("primaryBackgroundColor")[^1].TrimStart('#'));
        Assert.Equal(last.Select(b => (float)b), (test.Pixels[-1, .., 0, 0] * 255).round().data<float>().ToArray());
    }

    [Fact]
    public void Portraits_have_colours_and_attributes_and_keep_the_last_thousand()
    {
        using var scope = NewDisposeScope();
        var (train, test) = Datasets.Portraits();
        Assert.Equal([8000, 3, 64, 64], train.Pixels.shape);
        Assert.True(train.Pixels.is_contiguous());
        Assert.Equal((1000, 1000), (test.Count, test.Attributes.Rows.Length));
        Assert.Equal(("0", "8000"), (train.Attributes.Column("id")[0], test.Attributes.Column("id")[0]));
        // Backgrounds: rows belong to pictures, red, green and blue are not swapped.
        var sky = Array.IndexOf(test.Attributes.Column("background"), "sky");
        Assert.Equal([0xb6, 0xe3, 0xf4], (test.Pixels[sky, .., 0, 0] * 255).round().data<float>().ToArray());
        var mint = Array.LastIndexOf(test.Attributes.Column("background"), "mint");
        Assert.Equal([0xc8, 0xec, 0xd2], (test.Pixels[mint, .., 0, 0] * 255).round().data<float>().ToArray());
    }

    [Fact]
    public void Portrait_pairs_are_the_same_people_in_three_styles()
    {
        using var scope = NewDisposeScope();
        var (flat, toon, ink) = PortraitPairs.Load();
        var styles = new[] { flat, toon, ink };
        Assert.Equal(["flat", "toon", "ink"], styles.Select(s => Assert.Single(s.Attributes.Column("style").Distinct())));
        Assert.All(styles, style =>
        {
            Assert.Equal([300, 3, 64, 64], style.Pixels.shape);
            Assert.True(style.Pixels.is_contiguous());
            foreach (var same in new[] { "hair", "hairColor", "skin", "mouth", "clothes", "background" })
                Assert.Equal(flat.Attributes.Column(same), style.Attributes.Column(same));
        });
        // The background's corner is the same in all three; the heads are not.
        Assert.Equal(0, (ink.Pixels - toon.Pixels)[.., .., 0, 0].abs().max().item<float>());
        Assert.Equal(0, (flat.Pixels - toon.Pixels)[.., .., 0, 0].abs().max().item<float>());
        Assert.True((ink.Pixels - toon.Pixels).abs().mean([1, 2, 3]).min().item<float>() > 0.02);
        Assert.True((flat.Pixels - toon.Pixels).abs().mean([1, 2, 3]).min().item<float>() > 0.02);
    }

    [Fact]
    public void TheFullSetSaysHowToInstallIt()
    {
        var e = Assert.Throws<FileNotFoundException>(() => Datasets.FashionFull("/nowhere/fashion"));
        Assert.StartsWith("/nowhere/fashion is missing: sudo apt install dataset-fashion-mnist", e.Message);
    }

    [Fact]
    public void TheFullSetIsReadWhereItIsInstalled()
    {
        Assert.SkipUnless(Directory.Exists("/usr/share/datasets/fashion-mnist"), "the package is not installed");
        using var scope = NewDisposeScope();
        var (train, test) = Datasets.FashionFull();
        Assert.Equal((60000, 10000), (train.Count, test.Count));
        Assert.Equal(Enumerable.Repeat(6000L, 10), train.Labels.bincount(null).data<long>().ToArray());
    }

    [Fact]
    public void LeavesNoTensorBehind()
    {
        var live = LiveTensors.Count();
        var (train, test) = Datasets.Faces();
        Assert.Equal(live + 2, Tensor.TotalCount);
        train.Dispose();
        test.Dispose();
        Datasets.Penguins().Dispose();
        var (flat, toon, ink) = PortraitPairs.Load();
        Assert.Equal(live + 3, Tensor.TotalCount);
        foreach (var style in new[] { flat, toon, ink }) style.Dispose();
        Assert.Equal(live, Tensor.TotalCount);
    }
}
