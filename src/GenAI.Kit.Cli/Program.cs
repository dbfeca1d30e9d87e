using GenAI.Kit.Cli;

return await CommandLine.Run(args);
