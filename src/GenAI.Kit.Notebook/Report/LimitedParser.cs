using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;
using ColorCode;
using ColorCode.Common;
using ColorCode.Compilation;
using ColorCode.Parsing;

namespace GenAI.Kit.Notebook.Report;

/// <summary>ColorCode's parser with a time limit on every pattern and text, and the kit's own grammars of C# and
/// JSON.</summary>
/// <remarks>ColorCode's patterns have no limit, and some need minutes for a page of text.</remarks>
internal sealed class LimitedParser : ILanguageParser, ILanguageCompiler, ILanguageRepository
{
    private static readonly TimeSpan limit = TimeSpan.FromSeconds(0.5);
    private static readonly ILanguage[] own = [new CSharpGrammar(), new JsonGrammar()];
    private readonly LanguageCompiler compiler = new([], new());
    private readonly ConcurrentDictionary<string, CompiledLanguage> compiled = [];
    private readonly LanguageParser parser;

    public LimitedParser() => parser = new(this, this);

    public IEnumerable<ILanguage> All => Languages.All.Concat(own);

    /// <returns>Null if no language has this name or alias.</returns>
    public ILanguage? FindById(string language) =>
        own.FirstOrDefault(grammar => grammar.HasAlias(language)) ?? Languages.FindById(language);

    public void Load(ILanguage language) => throw new NotSupportedException();

    /// <exception cref="RegexMatchTimeoutException">The text is one of those that a pattern takes too long for.
    /// </exception>
    public void Parse(string source, ILanguage language, Action<string, IList<Scope>> handle)
    {
        var clock = Stopwatch.StartNew();
        parser.Parse(source, language, (text, scopes) =>
        {
            if (clock.Elapsed > limit) throw new RegexMatchTimeoutException();
            handle(text, scopes);
        });
    }

    public CompiledLanguage Compile(ILanguage language) => compiled.GetOrAdd(language.Id, _ =>
    {
        var theirs = compiler.Compile(language);
        var regex = new Regex(theirs.Regex.ToString(), theirs.Regex.Options, limit);
        return new(theirs.Id, theirs.Name, regex, theirs.Captures);
    });
}
