using GenAI.Kit.Classifiers;
using GenAI.Kit.Data;
using GenAI.Kit.Multimodal;

namespace GenAI.Kit.Tests.Multimodal;

[Collection("torch")]
public sealed class PortraitCaptionsTests
{
    private static readonly Lazy<IReadOnlyDictionary<string, string>[]> People = new(() =>
    {
        using var _ = TorchSharp.torch.NewDisposeScope();
        return PortraitCaptions.Facts(Datasets.Portraits().Test.Attributes);
    });

    [Fact]
    public void Every_caption_is_read_back_to_the_same_facts()
    {
        var dice = new Random(1);
        foreach (var facts in People.Value)
            for (var n = 0; n < 12; n++)
            {
                var stated = PortraitCaptions.Some(facts, dice.Next(1, facts.Count + 1), dice);
                var sentence = PortraitCaptions.Write(stated, dice);
                var reading = PortraitCaptions.Read(sentence);
                Assert.True(stated.ToHashSet().SetEquals(reading.Facts), sentence);
                Assert.Equal((sentence, ""), (sentence, string.Join("; ", reading.Unknown.Concat(reading.Contradicted))));
            }
    }

    [Fact]
    public void There_are_at_least_forty_forms_and_sentences_begin_in_many_ways()
    {
        var dice = new Random(2);
        Assert.InRange(PortraitCaptions.Forms, 40, 400);
        var facts = People.Value.First(f => f.Count == PortraitAttributes.All.Count);
        var openings = Enumerable.Range(0, 4000).Select(_ =>
            string.Join(' ', PortraitCaptions.Write(PortraitCaptions.Some(facts, dice.Next(1, 11), dice), dice).Split(' ')[..2])).Distinct();
        Assert.InRange(openings.Count(), 20, 400);
    }

    [Fact]
    public void Any_single_fact_can_be_said()
    {
        var dice = new Random(3);
        foreach (var attribute in PortraitAttributes.All)
            foreach (var value in attribute.Values)
                for (var n = 0; n < 20; n++)
                {
                    var sentence = PortraitCaptions.Write(
                        new Dictionary<string, string> { [attribute.Name] = value }, dice);
                    var reading = PortraitCaptions.Read(sentence);
                    Assert.Equal((sentence, $"{attribute.Name}: {value}"), (sentence, string.Join(", ",
                        reading.Facts.Select(fact => $"{fact.Key}: {fact.Value}"))));
                    Assert.Empty(reading.Unknown);
                }
    }

    [Theory]
    [InlineData("A Toon person with pink hair and SUNGLASSES, grinning!",
        "style: toon, hair colour: pink, eyes: sunglasses, mouth: grin", "")]
    [InlineData("please draw me someone in a red shirt with a blue mohawk",
        "clothes: red, hair: mohawk, hair colour: blue", "")]
    [InlineData("a person with a parrot and green hair", "hair colour: green", "parrot")]
    [InlineData("a person with purple hair, a green hat", "", "purple hair, green hat")]
    [InlineData("no glasses", "", "no glasses")]
    [InlineData("a person without a beard and not smiling", "beard: none", "not smiling")]
    [InlineData("somebody without a cap, blonde hair", "hair colour: blond", "without a cap")]
    [InlineData("peach skin and a rose top, mint shirt", "", "peach skin, rose top, mint shirt")]
    [InlineData("sky blue hair on mint", "hair colour: blue, background: mint", "sky")]
    [InlineData("a flat cap", "hair: cap", "flat")]
    [InlineData("red curly hair, eyes closed, the shirt is gray", "hair: curly, hair colour: red, eyes: closed",
        "shirt, grey")]
    [InlineData("dressed in red clothes, hair is green", "clothes: red, hair colour: green", "")]
    [InlineData("", "", "")]
    public void A_sentence_of_ones_own_is_read(string sentence, string facts, string unknown)
    {
        var reading = PortraitCaptions.Read(sentence);
        Assert.Equal(facts, string.Join(", ", reading.Facts.Select(fact => $"{fact.Key}: {fact.Value}")));
        Assert.Equal(unknown, string.Join(", ", reading.Unknown));
    }

    [Theory]
    [InlineData("hair brown, skin pale", "", "hair brown, skin pale")]
    [InlineData("eyes open, mouth closed", "eyes: open", "mouth closed")]
    [InlineData("a person in black, hair in a bun", "hair: bun", "black")]
    [InlineData("long, red hair", "hair: long, hair colour: red", "")]
    [InlineData("a toon, grinning person with long, red hair", "style: toon, mouth: grin, hair: long, hair colour: red", "")]
    [InlineData("hair: pink; background: sky. Shirt: red!", "hair colour: pink, background: sky, clothes: red", "")]
    [InlineData("red-haired with pale complexion", "hair colour: red, skin: pale", "")]
    [InlineData("someone winking, clean-shaven", "eyes: wink, beard: none", "")]
    [InlineData("glasses, beard & turban", "eyes: glasses, beard: beard, hair: turban", "")]
    [InlineData("a turban and red hair", "hair: turban", "red hair")]
    public void Phrases_end_where_clauses_end(string sentence, string facts, string unknown) =>
        A_sentence_of_ones_own_is_read(sentence, facts, unknown);

    [Theory]
    [InlineData("no glasses or beard", "beard: none", "no glasses")]
    [InlineData("without glasses and beard", "beard: none", "without glasses")]
    [InlineData("no glasses and a red shirt", "clothes: red", "no glasses")]
    [InlineData("no earrings and long hair", "earrings: no, hair: long", "")]
    [InlineData("no cap, without glasses and beard", "beard: none", "no cap, without glasses")]
    [InlineData("no hair or beard", "hair: bald, beard: none", "")]
    [InlineData("without any glasses", "", "without any glasses")]
    [InlineData("without the glasses", "", "without the glasses")]
    [InlineData("not wearing glasses, a red shirt", "clothes: red", "not wearing glasses")]
    [InlineData("doesn't wear glasses", "", "doesn't wear glasses")]
    [InlineData("somebody who isn’t smiling", "", "isn't smiling")]
    [InlineData("never sad", "", "never sad")]
    [InlineData("not very sad", "", "not very sad")]
    [InlineData("no longer bald", "", "no longer bald")]
    [InlineData("no visible beard", "beard: none", "")]
    [InlineData("neither beard nor glasses", "beard: none", "nor glasses")]
    [InlineData("everything but glasses", "", "everything, but glasses")]
    [InlineData("nobody with glasses", "", "nobody with glasses")]
    [InlineData("earrings: no, glasses: no, green hair", "earrings: no, hair colour: green", "no glasses")]
    [InlineData("Glasses? No. Beard? Yes.", "beard: beard", "no glasses")]
    [InlineData("no beard but a moustache", "beard: moustache", "")]
    [InlineData("a moustache but no beard", "beard: moustache", "")]
    [InlineData("no parrot, red hair", "hair colour: red", "no parrot")]
    public void What_is_denied_is_never_a_fact(string sentence, string facts, string unknown) =>
        A_sentence_of_ones_own_is_read(sentence, facts, unknown);

    [Fact]
    public void The_vocabulary_is_the_one_that_towers_were_taught()
    {
        Assert.Equal(128, PortraitCaptions.Tokenizer.Size);
        var words = System.Text.Encoding.UTF8.GetBytes(string.Join(' ', PortraitCaptions.Words));
        Assert.Equal("42C1F9B328736D40", Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(words))[..16]);
    }

    [Theory]
    [InlineData("a beard and no beard", "beard", "beard")]
    [InlineData("no beard, a beard", "none", "beard")]
    [InlineData("earrings, but no earrings", "yes", "earrings")]
    [InlineData("no beard but a goatee", "goatee", "")]
    [InlineData("a goatee but no beard", "goatee", "")]
    public void A_thing_and_its_denial_are_two_values(string sentence, string first, string contradicted)
    {
        var reading = PortraitCaptions.Read(sentence);
        Assert.Equal((first, contradicted),
            (Assert.Single(reading.Facts).Value, string.Join(", ", reading.Contradicted)));
    }

    [Fact]
    public void Hair_that_is_covered_is_no_unknown_word_and_a_denial_is_told_apart()
    {
        Assert.Equal("Of red hair nothing is seen: turban.", PortraitCaptions.Read("a turban and red hair").Note);
        var reading = PortraitCaptions.Read("no glasses, a parrot, long hair");
        Assert.Equal(["no glasses"], reading.Denied);
        Assert.Equal(["no glasses", "parrot"], reading.Unknown);
    }

    [Fact]
    public void Two_values_of_one_attribute_are_noticed_and_the_first_counts()
    {
        var reading = PortraitCaptions.Read("red hair and long blue hair");
        Assert.Equal("red", reading.Facts["hair colour"]);
        Assert.Equal("hair colour", string.Join(", ", reading.Contradicted));
    }

    [Theory]
    [InlineData("a toon person with pink hair", null)]
    [InlineData("pink hair and a parrot", "I can't place “parrot”.")]
    [InlineData("red hair and blue hair with a green hat", "I can't place “green hat”; of hair colour it says two things, "
        + "and the first one counts.")]
    [InlineData("a parrot", "I can't place “parrot”; nothing is left that a portrait shows (style, hair, glasses, shirt, …).")]
    [InlineData("please", "Nothing is left that a portrait shows (style, hair, glasses, shirt, …).")]
    public void One_sentence_tells_what_was_not_understood(string sentence, string? note) =>
        Assert.Equal(note, PortraitCaptions.Read(sentence).Note);

    [Fact]
    public void Labels_are_those_of_the_pictures()
    {
        using var _ = TorchSharp.torch.NewDisposeScope();
        var table = Datasets.Portraits().Test.Attributes;
        var labels = PortraitAttributes.Labels(table);
        var facts = PortraitCaptions.Facts(table);
        for (var row = 0; row < 200; row++)
        {
            var seen = labels[row].data<long>().ToArray();
            if (facts[row]["hair"] is "bald" or "cap" or "beanie" or "turban") seen[2] = FaceAttributes.Hidden;   // the beard's
            Assert.Equal(seen, PortraitCaptions.Read(PortraitCaptions.Write(facts[row], new Random(row))).Labels);
        }
    }

    [Fact]
    public void Words_are_tokens_and_an_unknown_one_is_named()
    {
        using var _ = TorchSharp.torch.NewDisposeScope();
        var tokens = PortraitCaptions.Encode(["A person with Pink hair.", "an ink face"]);
        Assert.Equal([2, 6], tokens.shape);
        Assert.Equal(["a person with pink hair", "an ink face"],
            PortraitCaptions.Tokenizer.Decode(tokens).Select(words => string.Join(' ', words)));
        Assert.Contains("parrot", Assert.Throws<ArgumentException>(() => PortraitCaptions.Encode(["a parrot"])).Message);
    }

    [Fact]
    public void No_word_guesses_sex_age_or_origin()
    {
        string[] guesses = ["man", "woman", "men", "women", "boy", "girl", "he", "she", "his", "her", "old", "young",
            "child", "lady", "guy", "male", "female", "asian", "african", "european"];
        Assert.Empty(PortraitCaptions.Words.Intersect(guesses));
    }

    [Fact]
    public void What_portraits_do_not_have_is_an_error_that_says_what_they_have()
    {
        var dice = new Random(1);
        var wrong = Assert.Throws<ArgumentException>(() =>
            PortraitCaptions.Write(new Dictionary<string, string> { ["hair"] = "braids" }, dice));
        Assert.Contains("mohawk", wrong.Message);
        Assert.Contains("background", Assert.Throws<ArgumentException>(() =>
            PortraitCaptions.Write(new Dictionary<string, string> { ["age"] = "9" }, dice)).Message);
        Assert.Throws<ArgumentException>(() => PortraitCaptions.Write(new Dictionary<string, string>(), dice));
    }
}
