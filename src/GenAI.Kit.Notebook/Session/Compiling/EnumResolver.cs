using System.Reflection;
using GenAI.Kit.Notebook.Session.References;
using Mono.Cecil;
using FieldAttributes = Mono.Cecil.FieldAttributes;
using TypeAttributes = Mono.Cecil.TypeAttributes;

namespace GenAI.Kit.Notebook.Session.Compiling;

/// <summary>Enumerations of cells and libraries, as Cecil needs them to write a parameter's default value.</summary>
/// <remarks>By itself it looks for files beside the program; these are in memory or in the session's folders.
/// </remarks>
internal sealed class EnumResolver(SessionLoadContext loader, IAssemblyResolver files) : MetadataResolver(files)
{
    public override TypeDefinition? Resolve(TypeReference type)
    {
        try
        {
            return base.Resolve(type);
        }
        catch (AssemblyResolutionException) when (type.Scope is AssemblyNameReference)
        {
            var home = loader.LoadFromAssemblyName(new AssemblyName(((AssemblyNameReference)type.Scope).FullName));
            return home.GetType(type.FullName.Replace('/', '+')) is { IsEnum: true } real ? Copy(type, real) : null;
        }
    }

    private static TypeDefinition Copy(TypeReference type, Type real)
    {
        var module = type.Module;
        var copy = new TypeDefinition(type.Namespace, type.Name, TypeAttributes.Sealed,
            new TypeReference("System", "Enum", module, module.TypeSystem.CoreLibrary));
        copy.Fields.Add(new FieldDefinition("value__", FieldAttributes.Public,
            module.ImportReference(real.GetEnumUnderlyingType())));
        return copy;
    }
}
