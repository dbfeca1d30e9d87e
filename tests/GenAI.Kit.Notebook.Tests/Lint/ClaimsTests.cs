using System.Text.RegularExpressions;
using System.Xml.Linq;
using GenAI.Kit.Cli;

namespace GenAI.Kit.Notebook.Tests.Lint;

/// <summary>That README and environment.md can't drift from what shows their claims.</summary>
public sealed partial class ClaimsTests
{
    private static readonly string Root = new LessonFolder().RequireRoot();

    private static string Hosts => Page("README.md").Split("## What shows where")[1].Split("\n## ")[0];

    /// <summary>A test's name is the only word in backquotes that is that long, or has underscores and small letters.
    /// </summary>
    [Theory]
    [InlineData("README.md", 15)]
    [InlineData("environment.md", 1)]
    public void Every_test_that_a_page_names_exists(string page, int least)
    {
        var tests = Directory.EnumerateFiles(Path.Combine(Root, "tests"), "*Tests.cs", SearchOption.AllDirectories)
            .SelectMany(file => Test().Matches(File.ReadAllText(file))).Select(match => match.Groups[1].Value)
            .ToHashSet();
        var named = Named().Matches(Page(page)).Select(match => match.Groups[1].Value).Where(IsTest).ToList();
        Assert.True(named.Count >= least, $"{page} names {named.Count} tests");
        Assert.All(named, name => Assert.Contains(name, tests));
    }

    [Fact]
    public void Each_cell_of_the_hosts_table_says_how_it_is_known()
    {
        var notes = Note().Matches(Hosts).ToDictionary(note => note.Groups[1].Value, note => note.Groups[2].Value);
        var rows = Hosts.Split('\n').Where(line => line.StartsWith('|')).Skip(2).ToList();
        Assert.True(rows.Count >= 8, $"{rows.Count} rows");
        foreach (var cell in rows.SelectMany(row => row.Trim('|').Split('|', StringSplitOptions.TrimEntries).Skip(1)))
        {
            var told = Told().Match(cell);
            Assert.True(cell == "–" || told.Success, $"'{cell}' has no note");
            Assert.All(told.Groups[1].Value.Split(", ", StringSplitOptions.RemoveEmptyEntries), number =>
                Assert.Contains(number, notes.Keys));
        }

        Assert.All(notes.Values, note => Assert.True(note.Contains('`') || note.Contains("Seen by eye")
            || note.Contains("Not tried"), $"'{note.Trim()}' names no test"));
    }

    /// <summary>A package named in a row with versions has one of these.</summary>
    [Fact]
    public void Versions_of_environment_md_are_those_of_the_build()
    {
        var built = XDocument.Load(Path.Combine(Root, "Directory.Packages.props")).Descendants("PackageVersion")
            .ToDictionary(p => (string)p.Attribute("Include")!, p => (string)p.Attribute("Version")!);
        var rows = Page("environment.md").Split('\n').Select(line => line.Split('|')).Where(row => row.Length == 5)
            .Select(row => (Names: row[1].Split(',', '(').Select(name => name.Trim()), Versions: row[2]));
        var named = rows.SelectMany(row => row.Names.Select(name => (Name: name, row.Versions)))
            .Where(p => built.ContainsKey(p.Name) && p.Versions.Any(char.IsDigit)).ToList();
        Assert.True(named.Count >= 15, $"{named.Count} packages");
        Assert.All(named, package => Assert.Contains(built[package.Name], package.Versions));
    }

    /// <summary>And every package that a project asks for has a row.</summary>
    [Fact]
    public void Every_package_stands_in_environment_md()
    {
        var page = Page("environment.md");
        var projects = new[] { "src", "tests" }.SelectMany(folder =>
            Directory.EnumerateFiles(Path.Combine(Root, folder), "*.csproj", SearchOption.AllDirectories));
        var asked = projects.SelectMany(path => XDocument.Load(path).Descendants("PackageReference"))
            .Select(package => ((string)package.Attribute("Include")!).Split("-$(")[0]).Distinct().ToList();
        Assert.True(asked.Count >= 20, $"{asked.Count} packages");
        Assert.All(asked, name => Assert.True(page.Contains(name) || page.Contains($", .{name.Split('.')[^1]}"), name));
    }

    private static string Page(string name) => File.ReadAllText(Path.Combine(Root, name)).ReplaceLineEndings("\n");

    private static bool IsTest(string word) => word.Any(char.IsLower) && (word.Count(c => c == '_') >= 2
        || word.Length > 25 && word.Count(char.IsUpper) >= 5 && word.All(char.IsLetter));

    [GeneratedRegex(@"\bpublic (?:async )?(?:void|Task) (\w+)\(")]
    private static partial Regex Test();

    [GeneratedRegex(@"`(\w+)`")]
    private static partial Regex Named();

    [GeneratedRegex(@"^(\d+)\. (.*(?:\n   .*)*)", RegexOptions.Multiline)]
    private static partial Regex Note();

    [GeneratedRegex(@"\(([\d, ]+)\)$")]
    private static partial Regex Told();
}
