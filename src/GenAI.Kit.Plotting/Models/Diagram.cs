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

    /// <summary>Runs a model, without gradients and in evaluation mode, leaves it as it was, and draws what
    /// ran.</summary>
    /// <param name="model">The model.</param>
    /// <param name="inputs">What its forward reads, such as a batch of one.</param>
    /// <exception cref="ArgumentException">It does not read so many tensors.</exception>
    public static Diagram Of(nn.Module model, params Tensor[] inputs)
    {
        var graph = Graph.Of(model, inputs);
        var drawing = graph.U ? new UShape(graph).Draw() : new DiagramPen(graph).Draw();
        return new(drawing.Alt(InWords.Of(graph)));
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
}
