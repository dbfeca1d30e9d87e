namespace GenAI.Kit.Metrics;

/// <summary>The assignment problem: pair each row with a column of its own so that the costs sum to least.</summary>
/// <remarks>
/// Jonker and Volgenant 1987, "A Shortest Augmenting Path Algorithm for Dense and Sparse Linear Assignment
/// Problems": rows enter one after another, each by the cheapest chain of re-pairings. At most N³ steps.
/// </remarks>
public sealed class Assignment
{
    private const int Free = -1;
    private readonly int count;
    private readonly Func<int, int, double> cost;
    private readonly double[] rowPrice, columnPrice;                              // row + column ≤ cost, always
    private readonly int[] rowOf;                                                 // of each column

    private Assignment(int count, Func<int, int, double> cost)
    {
        (this.count, this.cost) = (count, cost);
        (rowPrice, columnPrice, rowOf) = (new double[count], new double[count], new int[count]);
        Array.Fill(rowOf, Free);
    }

    /// <summary>Solves it exactly.</summary>
    /// <param name="count">N, of rows and of columns.</param>
    /// <param name="cost">Of a row and a column; asked for again and again, so nothing of size N² is kept.</param>
    /// <returns>The column of each row.</returns>
    /// <exception cref="ArgumentException">Costs are NaN or infinite, so that rows can't be paired off.</exception>
    public static int[] Solve(int count, Func<int, int, double> cost)
    {
        var problem = new Assignment(count, cost);
        for (var row = 0; row < count; row++) problem.Enter(row);
        var columnOf = new int[count];
        for (var column = 0; column < count; column++) columnOf[problem.rowOf[column]] = column;
        return columnOf;
    }

    // Dijkstra's search from the new row to a free column, along costs less prices; then the chain moves up by one.
    private void Enter(int newRow)
    {
        var (length, before) = (new double[count], new int[count]);
        Array.Fill(length, double.PositiveInfinity);
        Array.Fill(before, Free);
        var (open, passed) = (Enumerable.Range(0, count).ToList(), new List<int>());
        var (row, column, reached) = (newRow, Free, 0.0);
        while (true)
        {
            var at = Nearest(row, column, reached, open, length, before);
            (column, open[at]) = (open[at], open[^1]);
            open.RemoveAt(open.Count - 1);
            (row, reached) = (rowOf[column], length[column]);
            if (!double.IsFinite(reached))
                throw new ArgumentException(
                    $"Row {newRow} finds no column at a finite cost: costs are NaN or infinite.");
            if (row == Free) break;
            passed.Add(column);
        }
        Reprice(newRow, passed, length, reached);
        for (; column != Free; column = before[column])
            rowOf[column] = before[column] == Free ? newRow : rowOf[before[column]];
    }

    // Ways from a row to the columns still open; yields where in the list the nearest stands.
    private int Nearest(int row, int from, double reached, List<int> open, double[] length, int[] before)
    {
        var nearest = 0;
        for (var i = 0; i < open.Count; i++)
        {
            var to = open[i];
            var way = reached + cost(row, to) - rowPrice[row] - columnPrice[to];
            if (way < length[to]) (length[to], before[to]) = (way, from);
            if (length[to] < length[open[nearest]]) nearest = i;
        }
        return nearest;
    }

    // Prices move so that the pairs along the shortest way cost exactly row + column.
    private void Reprice(int newRow, List<int> passed, double[] length, double reached)
    {
        rowPrice[newRow] += reached;
        foreach (var column in passed)
        {
            rowPrice[rowOf[column]] += reached - length[column];
            columnPrice[column] -= reached - length[column];
        }
    }
}
