namespace GenAI.Kit.Plotting;

/// <summary>A model's graph for those who can't see it: a sentence for each box, what it reads and what it yields.
/// </summary>
internal static class InWords
{
    public static string Of(Graph graph) => string.Join(" ", graph.Nodes.Select(node => Sentence(graph, node))
        .Prepend($"{DiagramPen.Title(graph)}."));

    private static string Sentence(Graph graph, Node node)
    {
        var reads = string.Join(" and ", node.Parents.Select(p => Name(graph, p)));
        var opens = node.Group is { } group && graph.Nodes.First(n => n.Group == group) == node
            ? $"{group.Unit.Title} ×{group.Unit.Times} begins. " : "";
        return opens + (node.Kind switch
        {
            NodeKind.Input => $"{node.Title} is {node.Note}.",
            NodeKind.Output => $"What comes out, from {reads}, is {node.Note}.",
            NodeKind.Box => $"{Name(graph, node)}: {node.Title}{(reads == "" ? "" : $", from {reads}")}"
                + $", yields {Layers.Times(node.Shape)}.",
            _ => $"{Name(graph, node)} joins {reads}.",
        });
    }

    private static string Name(Graph graph, Node node) => node.Kind switch
    {
        NodeKind.Box => node.Note.Split(" · ")[0],
        NodeKind.Input => node.Title,
        NodeKind.Sum => $"sum {Number(graph, node)}",
        NodeKind.Concat => $"concatenation {Number(graph, node)}",
        NodeKind.Draw => $"draw {Number(graph, node)}",
        _ => $"mix {Number(graph, node)}",
    };

    private static int Number(Graph graph, Node node) =>
        1 + graph.Nodes.Where(n => n.Kind == node.Kind).TakeWhile(n => n != node).Count();
}
