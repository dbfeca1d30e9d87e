// A plain console program that references the kit, as a user writes it. With the argument own-context it loads the kit
// the way .NET Interactive does: in a load context of its own, which hands TorchSharp the package's stock native file.
return args is ["own-context"] ? OwnContext.Run() : Plain.Run();

internal static class Plain
{
    public static int Run()
    {
        GenAI.Kit.Seed.Everything(1);
        using var x = TorchSharp.torch.ones(3);
        Console.WriteLine($"sum {x.sum().item<float>()}");
        return 0;
    }
}
