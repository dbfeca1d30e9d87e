namespace GenAI.Kit.Plotting;

/// <summary>What can be drawn as a PNG and said in words: a frame of an <see cref="Animation"/>.</summary>
public interface IPicture
{
    /// <summary>What it shows, in words.</summary>
    string AltText { get; }

    /// <summary>The PNG file's bytes.</summary>
    byte[] ToPng();
}
