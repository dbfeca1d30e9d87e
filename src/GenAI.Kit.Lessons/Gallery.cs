using System.Diagnostics;
using GenAI.Kit.Adversarial;
using GenAI.Kit.Autoencoders;
using GenAI.Kit.Classic;
using GenAI.Kit.Classifiers;
using GenAI.Kit.Data;
using GenAI.Kit.Diffusion;
using GenAI.Kit.Metrics;
using static TorchSharp.torch;

namespace GenAI.Kit.Lessons;

/// <summary>A row of the gallery: what one family draws with its shipped weights.</summary>
/// <param name="Key">A short name for its file.</param>
/// <param name="Family">Its name.</param>
/// <param name="Lesson">The lesson that builds it.</param>
/// <param name="Drawn">Its first pictures, in [0, 1], shape [n, C, S, S].</param>
/// <param name="Fid">Fréchet distance to real pictures in the features of the course's ruler.</param>
/// <param name="Seconds">For 64 pictures, here; null for real ones.</param>
/// <param name="Minutes">That its training took; null for real ones.</param>
public sealed record GalleryRow(
    string Key, string Family, string Lesson, Tensor Drawn, double Fid, double? Seconds, double? Minutes);

/// <summary>The same task for every family of the course, from shipped weights: draw faces.</summary>
public static class Gallery
{
    private const int Shown = 10, Timed = 64;

    /// <summary>Draws, times and measures, row by row, real pictures first.</summary>
    /// <param name="count">Pictures behind each distance, at most 800.</param>
    /// <param name="seed">Of what is drawn.</param>
    public static IEnumerable<GalleryRow> Faces(int count = 800, long seed = 1)
    {
        var (faces, held) = Datasets.Faces();
        using var ruler = FaceAttributeNet.Pretrained();
        using var real = ruler.Features(held.Pixels[..count]);
        double Fid(Tensor drawn)
        {
            using var features = ruler.Features(drawn);
            return FrechetDistance.Between(real, features);
        }

        yield return new("real", "Real faces", "1.3", held.Pixels[..Shown], Fid(faces.Pixels[..count]), null, null);
        foreach (var (key, family, lesson, files, draw) in Painters(faces, FaceAttributes.Labels(held.Attributes)))
        {
            Seed.Everything(seed);
            draw(2).Dispose();                                                    // the first call is the slowest
            var clock = Stopwatch.StartNew();
            draw(Timed).Dispose();
            var seconds = clock.Elapsed.TotalSeconds;
            Seed.Everything(seed);
            var drawn = draw(count);
            yield return new(key, family, lesson, drawn[..Shown], Fid(drawn), seconds,
                files.Sum(file => Pretrained.OriginOf(file).Minutes));
        }
    }

    private static IEnumerable<(string Key, string Family, string Lesson, string[] Files, Func<int, Tensor> Draw)>
        Painters(FaceImages faces, Tensor wishes)
    {
        yield return ("mixture", "Gaussian mixture of 40 principal components", "1.2", [], Mixture(faces.Pixels));
        var vae = Pretrained.Load<ConvVae>("2.2-faces");
        yield return ("vae", "Variational autoencoder", "2.2", ["2.2-faces"], vae.Sample);
        var (words, prior) = (Pretrained.Load<VqVae>("2.3-codes"), Pretrained.Load<PixelCnnPrior>("2.3-prior"));
        yield return ("vq", "Discrete codes, written by a prior", "2.3", ["2.3-codes", "2.3-prior"],
            n => Scope.Eval(words, prior.Sample(n, 0.8), words.Decode));
        var gan = Pretrained.Load<DcganGenerator>("3.2-faces");
        yield return ("gan", "Generative adversarial network", "3.2", ["3.2-faces"], gan.Sample);
        var diffusion = new Ddpm(
            Pretrained.Load<UNet>("5.2-faces"), NoiseSchedule.Cosine(), Prediction.Velocity, pictures: [3, 16, 16]);
        yield return ("diffusion", "Diffusion, 50 steps", "5.2", ["5.2-faces"], n => Ddim.Sample(diffusion, n, 50));
        var onOrder = Lesson53.Painter(faces.Pixels);
        yield return ("order", "Diffusion of codes, guided: faces of unseen wishes", "5.3",
            ["5.3-codes", "5.3-faces"], n => Scope.Map(wishes[..n], 50, some => onOrder(some, 2, 25)));
    }

    private static Func<int, Tensor> Mixture(Tensor pixels)
    {
        var flat = pixels.flatten(1).to(float64);
        var pca = Pca.Fit(flat);
        var mixture = GaussianMixture.Fit(pca.Encode(flat, 40), 10);
        return n => pca.Decode(mixture.Sample(n, seed: 1)).to(float32).reshape(n, 3, 16, 16).clamp(0, 1);
    }
}
