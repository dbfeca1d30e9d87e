using GenAI.Kit.Notebook.Kernel;

using var inUse = Publication.Hold(AppContext.BaseDirectory);
return await KernelCommand.RunAsync(args);
