using System.Reflection;
using System.Runtime.CompilerServices;
using GenAI.Kit.Lessons;
using GenAI.Kit.Plotting;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.CSharp;
using Microsoft.DotNet.Interactive.Formatting;

namespace GenAI.Kit.Interactive;

/// <summary>The kit as an extension of .NET Interactive; <c>notebooks/kit.csx</c> loads it there.</summary>
/// <remarks>It lends the kit's libraries to the C# kernels, registers formatters, shows live displays in place and
/// hands the host's cancellation on. Figures, grids, films, scores, progress and exercises format themselves: their
/// <c>TypeFormatterSourceAttribute</c> is matched by name.</remarks>
public sealed class KitExtension : IKernelExtension
{
    private const string Text = PlainTextFormatter.MimeType;

    /// <summary>Loads the kit into the C# kernel given, or into those below it; again changes nothing.</summary>
    public Task OnLoadAsync(Kernel kernel)
    {
        KitContext.Install();
        kernel.VisitSubkernelsAndSelf(Lend);
        Connect();
        return Task.CompletedTask;
    }

    private static void Lend(Kernel kernel)
    {
        if (kernel is not CSharpKernel csharp) return;
        csharp.AddAssemblyReferences(KitContext.References());
        // As in the kit's own kernel. Else cells say on stderr that TorchSharp was made for an older framework
        // (CS1701) and that a question mark after a type needs #nullable (CS8632).
        SetOption(csharp, "WithWarningLevel", 0);
        SetOption(csharp, "AddImports", Imports());
    }

    // The host has no setting for it; the field will stay as it is: .NET Interactive is archived. By reflection,
    // because its Roslyn is older than the kit's.
    private static void SetOption(CSharpKernel kernel, string with, object value)
    {
        var field = typeof(CSharpKernel).GetField("_scriptOptions", BindingFlags.Instance | BindingFlags.NonPublic);
        var changed = field?.FieldType.GetMethod(with, [value.GetType()])?.Invoke(field.GetValue(kernel), [value]);
        if (changed is not null) field!.SetValue(kernel, changed);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static string[] Imports() => [.. Host.Imports];

    // Not inlined: what it names is found only when the context is there.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Connect()
    {
        Host.Connect(LiveDisplay.Show, () => KernelInvocationContext.Current?.CancellationToken ?? default);
        foreach (var (type, mime, write) in Host.ForeignFormatters)
        {
            Formatter.Register(type, write, mime);
            Formatter.SetPreferredMimeTypesFor(type, [.. new[] { mime, Text }.Distinct()]);
            if (mime != Text) Formatter.Register(type, (chart, to) => to.Write(Said(chart, write)), Text);
        }
    }

    private static string Said(object chart, Action<object, TextWriter> write)
    {
        using var json = new StringWriter();
        write(chart, json);
        return ForeignCharts.Describe(json.ToString());
    }
}
