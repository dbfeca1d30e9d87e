namespace GenAI.Kit.Layers;

/// <summary>How a model learns where a token stands: attention by itself sees a set, without order.</summary>
/// <remarks>Lesson 4.2 compares them.</remarks>
public enum Position
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>Fixed waves are added to the embeddings: <see cref="SinusoidalEmbedding"/>.</summary>
    Sinusoidal,

    /// <summary>A learned vector for each place is added to the embeddings.</summary>
    Learned,

    /// <summary>Queries and keys are turned by an angle that grows with the place: <see cref="RotaryEmbedding"/>.
    /// </summary>
    Rotary,
}
