using Microsoft.ML;
using Microsoft.ML.Data;
using static TorchSharp.torch;

namespace GenAI.Kit.Classifiers;

/// <summary>A tensor as a table that ML.NET reads.</summary>
internal static class MlNetTable
{
    /// <summary>One row: the features, and the answer as the one or the other kind of trainer wants it.</summary>
    public sealed class Row
    {
        public float[] Features { get; init; } = [];
        public bool Label { get; init; }
        public float Target { get; init; }
    }

    /// <param name="ml">The context that will read it.</param>
    /// <param name="x">Points, shape [N, D].</param>
    /// <param name="positive">Which points are of the class in question, shape [N]; null when only scoring.</param>
    public static IDataView From(MLContext ml, Tensor x, bool[]? positive = null)
    {
        var (count, width) = ((int)x.shape[0], (int)x.shape[1]);
        using var flat = x.detach().to(float32).cpu().contiguous();
        var values = flat.data<float>().ToArray();
        var schema = SchemaDefinition.Create(typeof(Row));
        schema[nameof(Row.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, width);
        var rows = Enumerable.Range(0, count).Select(n => new Row
        {
            Features = values[(n * width)..((n + 1) * width)],
            Label = positive?[n] ?? false,
            Target = positive?[n] == true ? 1 : 0,
        });
        return ml.Data.LoadFromEnumerable(rows.ToList(), schema);
    }

    /// <summary>For every class, which points belong to it.</summary>
    public static IEnumerable<bool[]> OneVersusRest(Tensor oneHot)
    {
        for (var k = 0; k < oneHot.shape[1]; k++)
            yield return oneHot.select(1, k).gt(0.5).cpu().data<bool>().ToArray();
    }
}
