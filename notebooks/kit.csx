// Connects a notebook to the kit. Every lesson loads this file first; its cells then name the kit's types without their
// namespaces.
// In the kit's own kernel (genai kernel install) the libraries are there already. .NET Interactive loads them as an
// extension, from the one Release path below: if it says that a file is missing, run  dotnet build -c Release  first.
#if !GENAI_KIT
#r "../src/GenAI.Kit.Interactive/bin/Release/net10.0/GenAI.Kit.Interactive.dll"
await new GenAI.Kit.Interactive.KitExtension().OnLoadAsync(Microsoft.DotNet.Interactive.Kernel.Current);
#else
GenAI.Kit.Lessons.Host.Connect(
    value =>
    {
        var shown = display(value);
        return next => shown.Update(next ?? "");
    },
    () => CellCancellation);
Import(GenAI.Kit.Lessons.Host.Imports);
foreach (var (type, mime, write) in GenAI.Kit.Lessons.Host.ForeignFormatters)
{
    Formatter.Register(type, write, mime);
    Formatter.SetPreferredMimeTypesFor(type, mime);
}
#endif
