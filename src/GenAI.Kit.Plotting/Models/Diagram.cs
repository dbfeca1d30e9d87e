using GenAI.Kit.Contract;
using static TorchSharp.torch;

namespace GenAI.Kit.Plotting;

/// <summary>A drawing of a model, made by running it: its layers as boxes, between them the shapes of what flows.
/// </summary>
[TypeFormatterSource(typeof(PictureFormatters), PreferredMimeTypes = [MimeTypes.Png, MimeTypes.Text])]
public sealed class Diagram : IMimeBundle, IPicture
{
    private readonly Drawing drawing;

    private Diagram(Drawing drawing) => this.drawing = drawing;

    /// <summary>Runs a model, without gradients and in evaluation mode, leaves it as it was, and draws what ran.</summary>
    /// <param name="model">The model.</param>
    /// <param name="inputs">What its forward reads, such as a batch of one.</param>
    /// <exception cref="ArgumentException">It does not read so many tensors.</exception>
    public static Diagram Of(nn.Module model, params Tensor[] inputs)
    {
        using var scope = NewDisposeScope();
        return new(Column(ModelTrace.Of(model, inputs)));
    }

    /// <summary>What it shows, for those who can't see it.</summary>
    public string AltText => drawing.AltText;

    /// <summary>Sets the text for those who can't see the diagram.</summary>
    public Diagram Alt(string text)
    {
        drawing.Alt(text);
        return this;
    }

    public IReadOnlyDictionary<string, string> ToMimeBundle() => drawing.ToMimeBundle();

    /// <summary>The diagram as the bytes of a PNG file.</summary>
    public byte[] ToPng() => drawing.ToPng();

    /// <summary>Writes the PNG file; one that is there already is replaced.</summary>
    public void SavePng(string path) => AtomicFile.Write(path, file => file.Write(ToPng()));

    public override string ToString() => AltText;

    private static Drawing Column(LayerCall root)
    {
        var parts = Folding.Of(root.Inside);
        var drawing = new Drawing($"{root.Layer.GetType().Name}: {root.Weights:N0} weights", 520, 40 + parts.Count * 78);
        drawing.Text(Layers.Times(root.Inputs[0]), 260, 14);
        var above = (Spot)(260, 24);
        foreach (var (i, part) in parts.Index())
        {
            var text = $"{Layers.What(part.Call.Layer)}{(part.Times > 1 ? $"  ×{part.Times}" : "")}\n{part.Call.Name}";
            drawing.Box(text, 130, 50 + i * 78, 260, 46, name: $"{i}");
            drawing.Arrow(above, $"{i}", i == 0 ? "" : Layers.Times(parts[i - 1].Call.Shape));
            above = $"{i}";
        }
        return drawing;
    }
}
