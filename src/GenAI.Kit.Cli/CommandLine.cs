using System.CommandLine;
using System.Runtime.InteropServices;
using GenAI.Kit.Contract;
using GenAI.Kit.Notebook.Format;
using Spectre.Console;

namespace GenAI.Kit.Cli;

/// <summary>The command `genai`: its subcommands, and how each ends — one sentence and an exit code.</summary>
internal static class CommandLine
{
    private const string Examples = """
          genai list                     the lessons, their minutes and goals
          genai run 1.1                  runs a lesson, writes its report and says where
          genai run 1.1 -p mode=quick    the same in seconds, on a handful of steps
          genai start 1.1                a copy of your own to work in
          genai doctor                   is everything here that the lessons need?
        """;

    public static async Task<int> Run(string[] arguments)
    {
        using var interrupted = new CancellationTokenSource();
        using var signals = arguments is ["kernel", "start", ..] ? null : new Signals(interrupted);
        try
        {
            return await Invoke(arguments, interrupted.Token);
        }
        catch (NotebookException e)
        {
            return Fail(e.Message, e.Code);
        }
        catch (OperationCanceledException) when (interrupted.IsCancellationRequested)
        {
            return Fail("Interrupted.", ExitCode.Interrupted);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Fail(e.Message, ExitCode.FileTrouble);
        }
        catch (Exception e)
        {
            return Fail($"genai itself failed ({e.GetType().Name}: {e.Message}): report it.", ExitCode.CellFailed);
        }
    }

    private static Task<int> Invoke(string[] arguments, CancellationToken interrupted)
    {
        var root = new RootCommand("GenAI.Kit: generative models in C#, lesson by lesson.")
        {
            RunCommand.Create(), TrainCommand.Create(), CarryCommand.Create(), StartCommand.Create(),
            ListCommand.Create(), GalleryCommand.Create(), FindCommand.Create(), DrawCommand.Create(),
            DoctorCommand.Create(), KernelCommands.Create(),
        };
        ExampleCommand.AddTo(root, Examples);
        if (arguments.Length == 0) arguments = ["--help"];
        var profile = arguments[0] == "kernel" ? null : AnsiConsole.Profile;      // on Windows this turns escapes on
        if (profile is not null && Console.IsOutputRedirected) profile.Width = 160;
        var parsed = root.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0) throw RunRequest.Bad(Fault(root, parsed, arguments));
        return parsed.InvokeAsync(
            new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, interrupted);
    }

    public static int Fail(string sentence, ExitCode code)
    {
        Console.Error.WriteLine(sentence);
        return (int)code;
    }

    private static string Fault(RootCommand root, ParseResult parsed, string[] arguments)
    {
        var command = parsed.CommandResult.Command;
        var above = command.Parents.FirstOrDefault(parent => parent != root) is { } group ? group.Name + " " : "";
        if (command != root)
            return $"{parsed.Errors[0].Message.TrimEnd('.')}: see `genai {above}{command.Name} --help`.";
        var word = arguments[0];
        var nearest = root.Subcommands.MinBy(known => EditDistance.Between<char>(word, known.Name))!.Name;
        return $"There is no command {word}: did you mean {nearest}? `genai --help` shows all.";
    }

    /// <summary>The first Ctrl-C (or SIGTERM) interrupts; the second ends the process at once.</summary>
    private sealed class Signals(CancellationTokenSource interrupted) : IDisposable
    {
        private readonly PosixSignalRegistration[] registrations =
        [
            .. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP }.Select(signal =>
                PosixSignalRegistration.Create(signal, context =>
                {
                    context.Cancel = !interrupted.IsCancellationRequested;
                    interrupted.Cancel();
                })),
        ];

        public void Dispose() => Array.ForEach(registrations, registration => registration.Dispose());
    }
}
