// A plain console program that references the kit, as a user writes it. With the argument own-context it loads the kit
// the way .NET Interactive does: in a load context of its own, which hands TorchSharp the package's stock native file.
// With wrong-shapes it makes the mistakes of a beginner and catches them.
using System.Runtime.InteropServices;
using static TorchSharp.torch;

return args switch
{
    ["own-context"] => OwnContext.Run(),
    ["wrong-shapes"] => Plain.Mistakes(),
    _ => Plain.Run(),
};

internal static class Plain
{
    public static int Run()
    {
        GenAI.Kit.Seed.Everything(1);
        using var x = ones(3);
        Console.WriteLine($"sum {x.sum().item<float>()}");
        return 0;
    }

    public static int Mistakes()
    {
        GenAI.Kit.NativeBackend.Load();
        Tell(() => ones(2, 3).matmul(ones(4, 5)));
        Tell(() => autograd.grad([ones(1)], [ones(1)]));
        return 0;
    }

    private static void Tell(Action mistake)
    {
        try { mistake(); }
        catch (ExternalException e) { Console.WriteLine(e.Message); }
    }
}
