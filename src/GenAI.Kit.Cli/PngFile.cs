using GenAI.Kit.Contract;

namespace GenAI.Kit.Cli;

/// <summary>Where a picture is to be written.</summary>
internal static class PngFile
{
    /// <summary>Says what is wrong with a place before the work for it is done.</summary>
    /// <param name="output">As the user gave it.</param>
    public static void Check(string output)
    {
        if (!output.EndsWith(".png", StringComparison.OrdinalIgnoreCase))
            throw RunRequest.Bad("--output is a file that ends in .png.");
        AtomicFile.Probe(output);
    }
}
