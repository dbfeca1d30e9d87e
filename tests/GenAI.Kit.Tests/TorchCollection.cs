using System.Runtime.CompilerServices;

namespace GenAI.Kit.Tests;

/// <summary>Tests that use torch run one after another: they share its generator, its threads and its
/// memory.</summary>
[CollectionDefinition("torch")]
public sealed class TorchCollection
{
    [ModuleInitializer]
    internal static void Load() => NativeBackend.Load();
}
