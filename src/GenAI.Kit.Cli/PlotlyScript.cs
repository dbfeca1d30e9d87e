using System.Reflection;

namespace GenAI.Kit.Cli;

/// <summary>plotly.js as the package Plotly.NET embeds it: a report needs no network.</summary>
internal static class PlotlyScript
{
    public static Stream Open()
    {
        var assembly = Assembly.Load("Plotly.NET");
        var script = assembly.GetManifestResourceNames().First(name => name.EndsWith(".min.js"));
        return assembly.GetManifestResourceStream(script)!;
    }
}
