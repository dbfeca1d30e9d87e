using GenAI.Kit.Cli;

namespace GenAI.Kit.Notebook.Tests.Cli;

/// <summary>`genai doctor` on libtorch.</summary>
public sealed class DoctorTests
{
    [Fact]
    public void Where_oneDNN_is_off_it_is_said()
    {
        Assert.Equal("", DoctorCommand.OneDnn(used: true));
        Assert.Contains("oneDNN is wrong on this processor and turned off", DoctorCommand.OneDnn(used: false));
        Assert.EndsWith($"cores{DoctorCommand.OneDnn(NativeBackend.UsesOneDnn)}", DoctorCommand.Native());
    }
}
