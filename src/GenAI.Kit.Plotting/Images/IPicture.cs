namespace GenAI.Kit.Plotting;

/// <summary>What can be drawn as a PNG and said in words: a frame of an <see cref="Animation"/>.</summary>
public interface IPicture
{
    string AltText { get; }
    byte[] ToPng();
}
