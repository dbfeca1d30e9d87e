global using GenAI.Kit.Plotting;
global using TorchSharp;
