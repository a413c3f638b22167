using System.Buffers.Binary;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Futwork.Realtime.Speech;

namespace Futwork.Providers.Local.Espeak;

/// <summary>
/// espeak-ng, always as a program of its own (its licence is the GPL), one process for each sentence: the text goes in by
/// standard input, a WAV file comes out by standard output.
/// </summary>
internal static class EspeakProgram
{
    private const string Name = "espeak-ng";
    private const int WavHeaderBytes = 44;
    private const int SampleRateOffset = 24;
    private const string WordsPerMinute = "150";
    private static readonly SemaphoreSlim Slots = new(2 * Environment.ProcessorCount);

    /// <summary>Where the program lies, or null.</summary>
    public static string? Find() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, Name)).FirstOrDefault(File.Exists);

    /// <summary>Speaks a sentence in a language of espeak-ng's, with <paramref name="wordGap"/> hundredths of a second of silence between its words.</summary>
    /// <returns>Samples, and how many of them make a second.</returns>
    /// <exception cref="SpeechException">The program is missing or failed.</exception>
    public static async Task<(short[] Pcm, int SampleRate)> SpeakAsync(string text, string language, CancellationToken cancellationToken, int wordGap = 0)
    {
        await Slots.WaitAsync(cancellationToken);
        try
        {
            using var process = Start(language, wordGap);
            await using var _ = cancellationToken.Register(static running => Kill((Process)running!), process);
            var wav = await ExchangeAsync(process, text, cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            if (process.ExitCode is not 0 || wav.Length < WavHeaderBytes)
                throw new SpeechException($"espeak-ng ended with code {process.ExitCode} and no sound for the language {language}.");
            return (MemoryMarshal.Cast<byte, short>(wav.AsSpan(WavHeaderBytes)).ToArray(), BinaryPrimitives.ReadInt32LittleEndian(wav.AsSpan(SampleRateOffset)));
        }
        finally
        {
            Slots.Release();
        }
    }

    private static Process Start(string language, int wordGap)
    {
        var start = new ProcessStartInfo(Name, ["-v", language, "-s", WordsPerMinute, "-g", wordGap.ToString(CultureInfo.InvariantCulture), "-b", "1", "--stdin", "--stdout"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        };
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            throw new SpeechException(LocalSpeech.Missing("The voice of the Indian languages, espeak-ng,", "espeak-ng"));
        }
    }

    private static async Task<byte[]> ExchangeAsync(Process process, string text, CancellationToken cancellationToken)
    {
        // Two opening brackets would begin phoneme codes.
        await process.StandardInput.WriteAsync(text.Replace("[[", "[ [", StringComparison.Ordinal).AsMemory(), cancellationToken);
        process.StandardInput.Close();
        using var sound = new MemoryStream();
        await process.StandardOutput.BaseStream.CopyToAsync(sound, cancellationToken);
        return sound.ToArray();
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }
    }
}
