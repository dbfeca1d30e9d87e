using GenAI.Kit.Lessons;
using TorchSharp;

namespace GenAI.Kit.Tests.Core;

[Collection("torch")]
public sealed class DevicesTests
{
    [Fact]
    public void What_is_not_there_is_said_in_a_sentence()
    {
        Assert.Contains("There is no device \"gpu\"", Assert.Throws<ArgumentException>(() => Devices.Use("gpu")).Message);
        Assert.Throws<ArgumentException>(() => Devices.Use(""));
        Assert.Throws<ArgumentException>(() => Devices.Use("1"));
        if (!torch.cuda.is_available())
            Assert.Contains("GenAIBackend", Assert.Throws<ArgumentException>(() => Devices.Use("cuda")).Message);
    }

    [Fact]
    public void What_names_no_device_is_made_on_the_one_in_use()
    {
        try
        {
            Assert.Equal(DeviceType.META, new Lesson("1.1", "quick", 1, "meta").Device.type);
            using var x = torch.randn(2);
            Assert.Equal(DeviceType.META, x.device_type);
        }
        finally
        {
            Devices.Use("cpu");
        }

        using var y = torch.randn(2);
        Assert.Equal(DeviceType.CPU, y.device_type);
    }
}
