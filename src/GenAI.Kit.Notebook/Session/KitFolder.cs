namespace GenAI.Kit.Notebook.Session;

/// <summary>Session options for a folder that holds a library and all that it depends on.</summary>
public static class KitFolder
{
    /// <summary>The symbol that scripts test to know that the kit's assemblies are there already.</summary>
    public const string Symbol = "GENAI_KIT";

    // What a lesson may name. The rest of the folder loads when one of these needs it.
    private static readonly string[] named =
    [
        "GenAI.Kit", "GenAI.Kit.Plotting", "GenAI.Kit.Lessons", "TorchSharp", "MathNet.Numerics", "Plotly.NET",
        "Plotly.NET.CSharp", "XPlot.Plotly", "DynamicObj", "Giraffe.ViewEngine", "FSharp.Core", "ScottPlot", "SkiaSharp",
        "Microsoft.ML", "Microsoft.ML.Core", "Microsoft.ML.Data", "Microsoft.ML.DataView", "Microsoft.ML.FastTree",
        "Microsoft.ML.KMeansClustering", "Microsoft.ML.PCA", "Microsoft.ML.StandardTrainers", "Microsoft.ML.Transforms",
        "Microsoft.ML.Tokenizers", "Newtonsoft.Json", "Google.Protobuf",
    ];

    /// <summary>Cells reference what the folder has of the kit; names and natives resolve from it.</summary>
    public static SessionOptions Options(string folder)
    {
        var root = Path.GetFullPath(folder);
        var references = named.Select(n => Path.Combine(root, n + ".dll")).Where(File.Exists).ToList();
        return new SessionOptions
        {
            References = references,
            ProbeFolders = [root],
            Symbols = references.Count > 0 ? [Symbol] : [],
        };
    }
}
