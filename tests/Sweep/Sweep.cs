using System.Reflection;
using TorchSharp;
using static TorchSharp.torch;

/// <summary>Calls everything public of TorchSharp with arguments that are wrong in many ways, from a given call on. Each
/// call is named on a line before it is made: where the process dies, the last line says at which.</summary>
/// <remarks>Arguments: the first call, and part of the name of the methods wanted (default: all).</remarks>
internal static class Sweep
{
    private static readonly string[] Recipes = ["shapes", "types", "disposed", "null", "meta", "empty", "numbers"];

    // These end the process or wait on purpose, ask the network, or are undone by nothing.
    private static readonly string[] Left = ["hub", "set_default_device", "use_deterministic_algorithms", "InitializeDevice",
        "TryInitializeDeviceType", "DisposeScope", "set_printoptions", "set_vml"];

    public static int Main(string[] args)
    {
        GenAI.Kit.NativeBackend.Load();
        Directory.SetCurrentDirectory(Directory.CreateTempSubdirectory().FullName);
        var from = args is [var first, ..] ? int.Parse(first) : 0;
        var only = args is [_, var name, ..] ? name : "";
        var output = Console.Out;
        Console.SetOut(TextWriter.Null);
        var calls = Methods().SelectMany(method => Recipes.Select(recipe => (method, recipe))).ToList();
        for (var i = from; i < calls.Count; i++)
        {
            var (method, recipe) = calls[i];
            if (only.StartsWith("third=") ? i / Recipes.Length % 3 != only[^1] - '0' : !Name(method).Contains(only)) continue;
            output.Write($"{i} {Name(method)} {recipe}");
            output.Flush();
            var result = Call(method, recipe);
            output.WriteLine("\t" + result);
            if (result.Contains("segmentation fault") || result.Contains("divided by 0")) return 3;
            if (i % 200 == 0) GC.Collect();
        }
        output.WriteLine("end");
        return 0;
    }

    private static IEnumerable<MethodInfo> Methods()
    {
        var types = Nested(typeof(torch)).Append(typeof(Tensor)).Append(typeof(TensorExtensionMethods)).Append(typeof(Scalar))
            .Append(typeof(ScalarExtensionMethods)).Append(typeof(Generator)).Append(typeof(nn.Module))
            .Append(typeof(optim.Optimizer)).Append(typeof(distributions.Distribution)).Append(typeof(Storage<float>)).Distinct();
        return types.SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance
                | BindingFlags.DeclaredOnly))
            .Where(m => !m.IsSpecialName || m.Name.StartsWith("op_") || m.Name.StartsWith("get_") || m.Name.StartsWith("set_"))
            .Where(m => !m.GetParameters().Any(p => p.ParameterType.IsByRefLike || p.ParameterType.IsPointer))
            .Where(m => !Left.Any(word => Name(m).Contains(word)))
            .OrderBy(m => Name(m), StringComparer.Ordinal);
    }

    private static IEnumerable<Type> Nested(Type type) =>
        type.GetNestedTypes(BindingFlags.Public).Where(t => t.IsAbstract && t.IsSealed).SelectMany(Nested).Prepend(type);

    private static string Name(MethodInfo m) => $"{m.DeclaringType!.FullName!.Replace("TorchSharp.", "").Replace('+', '.')}." +
        $"{m.Name}({string.Join(",", m.GetParameters().Select(p => p.ParameterType.Name))})";

    private static string Call(MethodInfo method, string recipe)
    {
        using var scope = NewDisposeScope();
        try
        {
            if (method.ContainsGenericParameters)
                method = method.MakeGenericMethod([.. method.GetGenericArguments().Select(_ => typeof(float))]);
            var position = 0;
            var self = method.IsStatic ? null : Argument(method.DeclaringType!, recipe == "null" ? "shapes" : recipe, position++);
            var arguments = method.GetParameters().Select(p => Argument(p.ParameterType, recipe, position++)).ToArray();
            var result = method.Invoke(self, arguments);
            if (result is nn.Module module) return Forward(module, recipe);
            (result as IDisposable)?.Dispose();
            return "went";
        }
        catch (TargetInvocationException e)
        {
            return $"{e.InnerException?.GetType().Name}: {e.InnerException?.Message?.Split('\n')[0]}";
        }
        catch (Exception e)
        {
            return $"not called, {e.GetType().Name}";
        }
    }

    private static string Forward(nn.Module module, string recipe)
    {
        var forward = module.GetType().GetMethods().First(m => m.Name == "forward");
        var position = 0;
        forward.Invoke(module, [.. forward.GetParameters().Select(p => Argument(p.ParameterType, recipe, position++))]);
        module.Dispose();
        return "went";
    }

    private static object? Argument(Type type, string recipe, int position)
    {
        var inner = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(Tensor)) return recipe == "null" && position > 0 ? null : TensorOf(recipe, position);
        if (inner == typeof(Scalar)) return recipe == "null" ? null : (Scalar)99;
        if (inner == typeof(long)) return Whole(recipe, position);
        if (inner == typeof(int)) return (int)Whole(recipe, position);
        if (inner == typeof(double)) return recipe == "numbers" ? double.NaN : -1.5;
        if (inner == typeof(float)) return recipe == "numbers" ? float.NaN : -1.5f;
        if (inner == typeof(bool)) return true;
        if (inner == typeof(string)) return recipe == "null" ? null : "nonsense";
        if (inner == typeof(ScalarType)) return recipe == "types" ? ScalarType.ComplexFloat32 : ScalarType.Int8;
        if (inner.IsEnum) return Enum.GetValues(inner).GetValue(0);
        if (inner == typeof(Device)) return recipe == "null" ? null : recipe == "meta" ? new Device(DeviceType.META) : CPU;
        if (recipe == "null" && !type.IsValueType) return null;
        if (type == typeof(Generator)) return new Generator(1);
        if (type == typeof(nn.Module)) return nn.Linear(2, 3);
        if (type == typeof(optim.Optimizer)) return optim.SGD(nn.Linear(2, 3).parameters(), 0.1);
        if (type == typeof(distributions.Distribution)) return distributions.Normal(ones(2, 3), ones(2, 3));
        if (type == typeof(Storage<float>)) return ones(2, 3).storage<float>();
        if (type.IsArray && inner != typeof(TensorIndex[])) return ArrayOf(type.GetElementType()!, recipe, position);
        if (type == typeof(TensorIndex[])) return new[] { TensorIndex.Single(99), TensorIndex.Slice(-99, 99, 7) };
        if (type == typeof(Size)) return new Size([99, -1]);
        if (type == typeof(IEnumerable<Tensor>) || type == typeof(IList<Tensor>) || type == typeof(IReadOnlyList<Tensor>))
            return new List<Tensor> { TensorOf(recipe, 0), TensorOf(recipe, 1) };
        if (type == typeof(object)) return new[] { 1f, 2f };
        return type.IsValueType ? Activator.CreateInstance(type)
            : type.GetConstructor(Type.EmptyTypes) is { } make && !type.IsAbstract ? make.Invoke([]) : null;
    }

    private static long Whole(string recipe, int position) => recipe switch
    {
        "numbers" => -99,
        "empty" => 0,
        "types" => 1,
        _ => position % 2 == 0 ? 99 : 3,
    };

    private static Array ArrayOf(Type element, string recipe, int position)
    {
        var array = Array.CreateInstance(element, recipe == "empty" ? 0 : 2);
        for (var i = 0; i < array.Length; i++) array.SetValue(Argument(element, recipe, position + i), i);
        return array;
    }

    private static Tensor TensorOf(string recipe, int position) => recipe switch
    {
        "types" => position % 2 == 0 ? ones(2, 3) : ones([3, 4], ScalarType.Int64),
        "disposed" => Disposed(position),
        "meta" => empty([2 + position, 3], device: new Device(DeviceType.META)),
        "empty" => position % 2 == 0 ? empty(0) : empty(0, 3, 0),
        "numbers" => position % 2 == 0 ? ones(2, 3, 4) : tensor(-7L),
        _ => ones(2 + 2 * position, 3 + 4 * position),
    };

    private static Tensor Disposed(int position)
    {
        var tensor = ones(2, 3);
        if (position % 2 == 0) return tensor;
        tensor.Dispose();
        return tensor;
    }
}
