using static TorchSharp.torch;

namespace GenAI.Kit.Tests.Core;

[Collection("torch")]
public sealed class ThreadsTests
{
    [Fact]
    public void OneThreadComputesAndThenAsManyAsBefore()
    {
        var before = get_num_threads();
        try
        {
            set_num_threads(3);
            Assert.Equal(1, Threads.One(get_num_threads));
            Assert.Equal(3, get_num_threads());
            Assert.Throws<FormatException>(() => Threads.One(() => int.Parse("many")));
            Assert.Equal(3, get_num_threads());
        }
        finally
        {
            set_num_threads(before);
        }
    }
}
