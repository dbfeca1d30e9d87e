using System.Collections;
using System.Data;
using System.Reflection;

namespace GenAI.Kit.Notebook.Session.Showing;

/// <summary>Data frames and data tables as tables of their first rows.</summary>
internal static class TableFormats
{
    public static void OfDataFrames(Assembly assembly)
    {
        var frame = assembly.GetType("Microsoft.Data.Analysis.DataFrame");
        var column = assembly.GetType("Microsoft.Data.Analysis.DataFrameColumn");
        if (frame is null || column is null) return;
        Add(frame, value => OfColumns([.. ((IEnumerable)Get(frame, "Columns", value)!).Cast<object>()], column));
        Add(column, value => OfColumns([value], column));
    }

    public static void OfDataTables(Assembly assembly) =>
        Add(typeof(DataTable), value => OfDataTable((DataTable)value));

    private static Table OfColumns(IReadOnlyList<object> columns, Type type)
    {
        var item = type.GetProperties().Single(p => p.Name == "Item" && p.PropertyType == typeof(object)
            && p.GetIndexParameters() is [{ } index] && index.ParameterType == typeof(long));
        var all = columns.Count == 0 ? 0 : columns.Max(c => (long)Get(type, "Length", c)!);
        var wide = columns.Take(Table.MostColumns).ToList();
        var rows = Enumerable.Range(0, (int)Math.Min(all, Table.MostRows))
            .Select(r => wide.Select(c => Table.Cell(item.GetValue(c, [(long)r]))).Prepend($"{r}").ToList());
        return new(["index", .. wide.Select(c => (string)Get(type, "Name", c)!)], [.. rows],
            Table.Count(Math.Min(all, Table.MostRows), all) + More(wide.Count, columns.Count));
    }

    private static Table OfDataTable(DataTable table)
    {
        var columns = table.Columns.Cast<DataColumn>().Take(Table.MostColumns).ToList();
        var rows = table.Rows.Cast<DataRow>().Where(r => r.RowState != DataRowState.Deleted).ToList();
        return new([.. columns.Select(c => c.ColumnName)],
            [.. rows.Take(Table.MostRows).Select(r => columns.Select(c => Table.Cell(r[c])).ToList())],
            Table.Count(Math.Min(rows.Count, Table.MostRows), rows.Count) + More(columns.Count, table.Columns.Count));
    }

    private static string More(int shown, int all) => shown < all ? ", " + Table.Count(shown, all, "columns") : "";

    private static object? Get(Type type, string property, object value) =>
        type.GetProperty(property)!.GetValue(value);

    private static void Add(Type type, Func<object, Table> table) => LibraryFormats.Add(
        type, ("text/html", value => table(value).Html()), ("text/plain", value => table(value).Text()));
}
