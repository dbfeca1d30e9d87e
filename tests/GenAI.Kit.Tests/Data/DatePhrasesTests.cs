using GenAI.Kit.Data;
using static TorchSharp.torch;

namespace GenAI.Kit.Tests.Data;

[Collection("torch")]
public sealed class DatePhrasesTests
{
    [Fact]
    public void EveryStyleIsReadableAndNoPhraseMeansTwoDates()
    {
        var phrases = Enumerable.Range(0, 730).Select(n => new DateOnly(1999, 1, 1).AddDays(n))
            .SelectMany(day => Enumerable.Range(0, DatePhrases.Styles).Select(style => DatePhrases.Of(day, style)));
        Assert.Equal(24, DatePhrases.Styles);
        Assert.All(phrases.GroupBy(p => p.Phrase), same => Assert.Single(same.Select(p => p.Iso).Distinct()));
        var third = Enumerable.Range(0, 24).Select(style => DatePhrases.Of(new(1998, 3, 3), style).Phrase).ToArray();
        foreach (var phrase in new[] { "the 3rd of March 1998", "Tue, 3 Mar 1998", "3.3.1998", "1998/03/03", "19980303",
            "the third of March 1998", "Tuesday the 3rd of March, 1998", "3 MAR 1998", "March 3rd, 1998" })
            Assert.Contains(phrase, third);
        Assert.Contains("March the thirty-first, 2099",
            Enumerable.Range(0, 24).Select(style => DatePhrases.Of(new(2099, 3, 31), style).Phrase));
        Assert.Contains("11th Dec 2012",
            Enumerable.Range(0, 24).Select(style => DatePhrases.Of(new(2012, 12, 11), style).Phrase));
    }

    [Fact]
    public void SameSeedSamePhrasesAndNoDayIsInBothParts()
    {
        var (train, test) = DatePhrases.Sample(3000, 500, seed: 4);
        Assert.Equal((3000, 500), (train.Length, test.Length));
        Assert.Equal(train, DatePhrases.Sample(3000, 500, seed: 4).Train);
        Assert.NotEqual(train, DatePhrases.Sample(3000, 500, seed: 5).Train);
        Assert.Equal(3500, train.Concat(test).Select(d => d.Iso).Distinct().Count());
        Assert.Throws<ArgumentException>(() => DatePhrases.Sample(73_000, 50, seed: 1));
    }
}
