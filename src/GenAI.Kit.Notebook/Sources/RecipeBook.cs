using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace GenAI.Kit.Notebook.Sources;

/// <summary>What a notebook's shipped weights and tables are made by.</summary>
internal sealed class RecipeBook
{
    private const string Mode = "mode";

    private readonly List<ScriptUnit> units = [];
    private readonly RecipeCalls calls;
    private readonly Lazy<Dictionary<ScriptUnit, HashSet<string>>> changes;

    /// <param name="cells">Each parsed, in the order of their running.</param>
    public RecipeBook(IReadOnlyList<CompilationUnitSyntax> cells)
    {
        foreach (var (cell, tree) in cells.Index())
            foreach (var member in tree.Members) units.Add(new(member, cell, units.Count));
        calls = new(units);
        changes = new(() => units.ToDictionary(unit => unit, unit => unit.Changes
            .Concat(calls.In(unit.Node).SelectMany(ScriptUnit.Touched))
            .Where(name => name != ScriptUnit.Seed && !calls.IsLesson(name)).ToHashSet()));
    }

    public IReadOnlyList<Recipe> Recipes => calls.Recipes;

    /// <summary>The numbers of the lessons that the notebook makes: one, as a rule.</summary>
    public IEnumerable<string> Lessons => calls.Numbers;

    /// <summary>The recipes of one shipped thing: those that name it, else those that compute a name which may be
    /// its.</summary>
    public IReadOnlyList<Recipe> Of(string name)
    {
        var all = Recipes.Where(recipe => recipe.Name.Matches(name)).ToList();
        return all.Exists(recipe => !recipe.Name.HasHoles) ? [.. all.Where(recipe => !recipe.Name.HasHoles)] : all;
    }

    /// <summary>The code that these recipes depend on: themselves, and every statement that declares what they use,
    /// changed it before, or seeded the draws above one of these in its cell.</summary>
    /// <remarks>The statement that declares the parameter `mode` is left out: every mode has one recipe.</remarks>
    public IReadOnlyList<SyntaxNode> Code(IReadOnlyList<Recipe> recipes)
    {
        var last = recipes.MaxBy(recipe => recipe.Unit.At)!.Unit;
        var nodes = recipes.SelectMany(recipe => recipe.Nodes).Distinct().ToDictionary(node => node, UnitOf);
        var taken = nodes.Values.ToHashSet();
        var open = units.Where(unit => unit.Cell <= last.Cell && !taken.Contains(unit)
            && !unit.Declares.SetEquals([Mode])).ToList();
        var names = nodes.Keys.SelectMany(ScriptUnit.Uses).ToHashSet();
        while (open.Find(unit => unit.Declares.Overlaps(names)
            || unit.At < last.At && (changes.Value[unit].Overlaps(names) || Seeds(unit, taken))) is { } next)
        {
            open.Remove(next);
            taken.Add(next);
            nodes.Add(next.Node, next);
            names.UnionWith(ScriptUnit.Uses(next.Node));
        }

        return [.. nodes.OrderBy(pair => pair.Value.At).ThenBy(pair => pair.Key.SpanStart)
            .Select(pair => pair.Key)];
    }

    /// <summary>The cells that must run so that these recipes can: theirs, and whole ones that declare or may change
    /// what such a cell uses, or set something for all.</summary>
    /// <param name="recipes">The recipes.</param>
    /// <param name="always">The numbers of cells that run in any case.</param>
    /// <returns>Their numbers.</returns>
    public IReadOnlySet<int> Cells(IReadOnlyList<Recipe> recipes, IEnumerable<int> always)
    {
        var own = recipes.SelectMany(recipe => recipe.Nodes.Select(UnitOf).Append(recipe.Unit)).ToList();
        var (taken, last) = (own.Select(unit => unit.Cell).Concat(always).ToHashSet(), own.Max(unit => unit.Cell));
        var reach = new Reach(units);
        taken.UnionWith(units.Where(unit => unit.Cell < last && reach.SetsForAll(unit)).Select(unit => unit.Cell));
        int before;
        do
        {
            before = taken.Count;
            var names = units.Where(unit => taken.Contains(unit.Cell))
                .SelectMany(unit => ScriptUnit.Names(unit.Node)).ToHashSet();
            taken.UnionWith(units.Where(unit => unit.Cell < last && (unit.Declares.Overlaps(names)
                || reach.Of(unit).Any(name => names.Contains(name) && !calls.IsLesson(name))))
                .Select(unit => unit.Cell));
        }
        while (taken.Count > before);
        return taken;
    }

    /// <summary>What the calls in some code ship.</summary>
    public IEnumerable<Literal> Shipped(IEnumerable<SyntaxNode> code) =>
        code.SelectMany(calls.In).Select(calls.Ships);

    private ScriptUnit UnitOf(SyntaxNode node) =>
        units.First(unit => node.AncestorsAndSelf().Contains(unit.Node));

    private bool Seeds(ScriptUnit unit, IEnumerable<ScriptUnit> taken) => unit.IsSeeding && taken.Any(later =>
        later is { Runs: true, IsSeeding: false } && unit.Cell == later.Cell && unit.At < later.At
        && !units[(unit.At + 1)..later.At].Exists(between => between.IsSeeding));
}
