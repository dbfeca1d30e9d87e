using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace GenAI.Kit.Notebook.Session.Compiling;

/// <summary>Whether a cell yields something to show.</summary>
internal enum CellValue
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A <c>return</c> may yield something: null may mean that none was reached.</summary>
    Perhaps,

    /// <summary>The last expression, without a semicolon, or a return at the end.</summary>
    Always,
}

/// <summary>Reads from a cell's code whether it yields something.</summary>
internal static class CellValues
{
    public static CellValue Of(CSharpCompilation compilation, SyntaxTree tree)
    {
        if (tree.GetRoot() is not CompilationUnitSyntax { Members: [.., var last] } root) return CellValue.None;
        if (last is GlobalStatementSyntax { Statement: ReturnStatementSyntax { Expression: not null } })
            return CellValue.Always;
        if (last is GlobalStatementSyntax { Statement: ExpressionStatementSyntax end }
            && end.SemicolonToken.IsMissing
            && compilation.GetSemanticModel(tree).GetTypeInfo(end.Expression).Type?.SpecialType
                != SpecialType.System_Void)
        {
            return CellValue.Always;
        }
        return root.Members.OfType<GlobalStatementSyntax>().Any(Returns) ? CellValue.Perhaps : CellValue.None;
    }

    /// <summary>Whether it holds a return of the cell itself, not of a function in it.</summary>
    private static bool Returns(SyntaxNode statement) => statement
        .DescendantNodes(n => n is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax))
        .Any(n => n is ReturnStatementSyntax { Expression: not null });
}
