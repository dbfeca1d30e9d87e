using GenAI.Kit.Notebook.Kernel;
using GenAI.Kit.Notebook.Kernel.Install;

using var inUse = Publication.Hold(AppContext.BaseDirectory);
return await KernelCommand.RunAsync(args);
