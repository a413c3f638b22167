using System.Runtime.InteropServices;
using Futwork.Providers.Local.Espeak;
using Futwork.Providers.Local.Flite;
using Futwork.Providers.Local.Sphinx;

namespace Futwork.Providers.Local;

/// <summary>The speech engines that run on this machine, all from Debian: pocketsphinx, flite and espeak-ng.</summary>
public static class LocalSpeech
{
    /// <summary>What is missing of them, one sentence each with the package that has it; empty when all is there.</summary>
    public static IReadOnlyList<string> Check()
    {
        var missing = SphinxModel.Missing(SphinxModel.DebianFolder).ToList();
        if (!NativeLibrary.TryLoad(FliteNative.Library, out _) || !NativeLibrary.TryLoad(FliteVoice.Library("slt"), out _))
            missing.Add(Missing("The English voice, flite,", "libflite1"));
        if (EspeakProgram.Find() is null)
            missing.Add(Missing("The voice of the Indian languages, espeak-ng,", "espeak-ng"));
        return missing;
    }

    internal static string Missing(string what, string package) => $"{what} is not installed. Install it: apt-get install {package}";
}
