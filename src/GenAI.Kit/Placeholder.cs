namespace GenAI.Kit;
/// <summary>x</summary>
public static class Placeholder { public static double Sum() => TorchSharp.torch.ones(3).sum().item<float>(); }
