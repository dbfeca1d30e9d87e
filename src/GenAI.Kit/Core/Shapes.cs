using static TorchSharp.torch;

namespace GenAI.Kit;

/// <summary>Says in one sentence which shape a model reads, before libtorch says it in twenty.</summary>
internal static class Shapes
{
    /// <summary>Is x what the model reads?</summary>
    /// <param name="x">What it was given.</param>
    /// <param name="reader">Who reads, such as "Vae".</param>
    /// <param name="expected">Sizes; −1: any.</param>
    /// <returns>x itself.</returns>
    /// <exception cref="ArgumentException">Another number of dimensions, or another size: the message names both
    /// shapes.</exception>
    public static Tensor Require(this Tensor x, string reader, params long[] expected) =>
        x.dim() == expected.Length && Fits(x.shape, expected)
            ? x
            : throw new ArgumentException($"{reader} reads [{Words(expected)}], not [{string.Join(", ", x.shape)}]"
                + $"{Hint(x.shape, expected)}.");

    private static string Words(long[] expected) =>
        string.Join(", ", expected.Select(Word));

    private static string Word(long size, int at) => size >= 0 ? $"{size}" : at == 0 ? "B" : $"{(char)('S' + at)}";

    // The two mistakes that are made most: no batch, and a flat picture.
    private static string Hint(long[] shape, long[] expected)
    {
        if (shape.Length == expected.Length - 1 && Fits(shape, expected[1..]))
            return ": give one x as x.unsqueeze(0)";
        if (expected.Length == 4 && shape.Length == 2 && expected[1..].All(size => size > 0)
            && shape[1] == expected[1] * expected[2] * expected[3])
            return $": x.reshape(-1, {expected[1]}, {expected[2]}, {expected[3]})";
        return "";
    }

    private static bool Fits(long[] shape, long[] expected) =>
        shape.Zip(expected).All(pair => pair.Second < 0 || pair.First == pair.Second);
}
