using GenAI.Kit.Notebook.Kernel;

return await KernelCommand.RunAsync(args);
