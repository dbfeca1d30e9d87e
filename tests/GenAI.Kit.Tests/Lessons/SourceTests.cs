using GenAI.Kit.Lessons;

namespace GenAI.Kit.Tests.Lessons;

public sealed class SourceTests
{
    [Fact]
    public void A_type_of_the_library_shows_its_file_without_the_usings()
    {
        var text = Source.Show(typeof(Scope)).Text;
        Assert.StartsWith("```csharp\nnamespace GenAI.Kit;", text);
        Assert.Contains("public static class Scope", text);
        Assert.EndsWith("```", text);
    }

    [Fact]
    public void A_type_without_a_file_says_so() =>
        Assert.Contains("String", Assert.Throws<ArgumentException>(() => Source.Show<string>()).Message);
}
