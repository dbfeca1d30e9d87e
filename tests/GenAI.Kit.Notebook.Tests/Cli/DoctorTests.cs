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
}
