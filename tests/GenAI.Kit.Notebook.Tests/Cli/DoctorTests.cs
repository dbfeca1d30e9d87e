using GenAI.Kit.Cli;

namespace GenAI.Kit.Notebook.Tests.Cli;

/// <summary>`genai doctor` on libtorch.</summary>
public sealed class DoctorTests
{
    [Fact]
    public void Where_oneDNN_is_off_or_limited_it_is_said()
    {
        Assert.Equal("", DoctorCommand.OneDnn(used: true, limit: null));
        Assert.Contains("oneDNN is wrong on this processor and turned off", DoctorCommand.OneDnn(false, null));
        Assert.Contains("is kept to SSE4.1", DoctorCommand.OneDnn(true, "SSE41"));
        var said = DoctorCommand.OneDnn(NativeBackend.UsesOneDnn, NativeBackend.OneDnnLimit);
        Assert.EndsWith($"cores{said}", DoctorCommand.Native());
    }

    [Fact]
    public async Task What_is_amiss_is_named_with_what_to_do_and_the_rest_is_looked_at_all_the_same()
    {
        using var genai = new Genai();
        genai.Variables["GENAI_KIT_DATA"] = Directory.CreateDirectory(genai.At("data")).FullName;
        File.WriteAllText(genai.At("data", "lost.gz"), "");
        var sum = GenAI.Kit.Contract.Sums.Of([]);
        File.WriteAllText(genai.At("data", "SHA256SUMS"), $"{sum}  lost.gz\n");
        var whole = await genai.Run("doctor");
        Assert.Contains("fine  data: 1 files as they were shipped", whole.Output);
        File.Delete(genai.At("data", "lost.gz"));
        var lacking = await genai.Run("doctor");
        Assert.Equal((int)GenAI.Kit.Notebook.Format.ExitCode.FileTrouble, lacking.Code);
        Assert.Contains("amiss data: data/lost.gz is missing or altered: `git restore data`.", lacking.Output);
        foreach (var looked in new[] { ".NET SDK: ", "native backend: libtorch loads", "kernel: ", "threads: ", "speed: " })
            Assert.Contains(looked, lacking.Output);
    }
}
