namespace GenAI.Kit.Training;

/// <summary>The learning rate of a step, counted from 1.</summary>
public delegate double Schedule(int step);

/// <summary>How the learning rate runs over a training.</summary>
public static class Schedules
{
    /// <summary>The same at every step.</summary>
    public static Schedule Constant(double rate) => _ => rate;

    /// <summary>A straight line up to <paramref name="rate"/>, then half a cosine wave down.</summary>
    /// <param name="rate">The highest, reached at step <paramref name="warmUp"/> (at the start, if that is
    /// 0).</param>
    /// <param name="steps">All steps; at the last the rate is <paramref name="final"/>, and stays there.</param>
    /// <param name="warmUp">Steps of the rising line.</param>
    /// <param name="final">The lowest.</param>
    /// <remarks>Loshchilov and Hutter 2016, arXiv:1608.03983, eq. 5, without restarts.</remarks>
    public static Schedule Cosine(double rate, int steps, int warmUp = 0, double final = 0) => step =>
    {
        if (step < warmUp) return rate * step / warmUp;
        var done = Math.Clamp((step - warmUp) / Math.Max(1.0, steps - warmUp), 0, 1);
        return final + (rate - final) * (1 + Math.Cos(Math.PI * done)) / 2;
    };
}
