// Runs a notebook on .NET Interactive, in the current folder: InteractiveHost IN OUT. Ends with 1 if a cell failed.
using GenAI.Kit.InteractiveHost;
using GenAI.Kit.Notebook.Format;

var notebook = NotebookDocument.Load(args[0]);
using var host = new InteractiveNotebook();
foreach (var cell in notebook.CodeCells)
{
    cell.ClearOutputs();
    foreach (var output in await host.Run(cell.Source)) cell.Outputs.Add(output!.DeepClone());
}

notebook.Save(args[1]);
return notebook.CodeCells.SelectMany(cell => cell.Outputs).Any(o => (string?)o!["output_type"] == "error") ? 1 : 0;
