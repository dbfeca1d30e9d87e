public sealed class Smoke { [Fact] public void Adds() => Assert.Equal(2, 1 + 1); }
