using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace GenAI.Kit.Cli;

/// <summary>A command whose help ends with examples.</summary>
internal sealed class ExampleCommand(string name, string about, string examples) : Command(name, about)
{
    /// <summary>Shows the examples of whichever command is asked for help.</summary>
    public static void AddTo(RootCommand root, string examples)
    {
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new WithExamples((HelpAction)help.Action!, examples);
    }

    private sealed class WithExamples(HelpAction inner, string rootExamples) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parsed)
        {
            var code = inner.Invoke(parsed);
            var lines = parsed.CommandResult.Command switch
            {
                ExampleCommand command => command.Examples,
                RootCommand => rootExamples,
                _ => null,
            };
            if (lines != null) parsed.InvocationConfiguration.Output.WriteLine($"Examples:\n{lines}\n");
            return code;
        }
    }

    private string Examples => examples;
}
