using System.Runtime.InteropServices;
using Futwork.Realtime.Speech;

namespace Futwork.Providers.Local.Sphinx;

/// <summary>
/// The acoustic model and the dictionary of Debian's <c>pocketsphinx-en-us</c>, arranged for the telephone in a folder of this
/// process. The stock model starts from the mean spectrum of a good microphone; on a phone line that costs it more than half of the
/// first words of every call. The mean lies in <c>feat.params</c>, which wins over any argument, so the folder has links to the model's
/// files and a <c>feat.params</c> of its own.
/// </summary>
internal sealed class SphinxModel : IDisposable
{
    /// <summary>Where Debian puts it.</summary>
    public const string DebianFolder = "/usr/share/pocketsphinx/model/en-us";

    private const string Parameters = "feat.params";
    private const string TelephoneMean = "-cmninit 49.4,37.4,-29.9,34.6,-20.9,-7.6,4.4,-21.6,9.0,-12.6,-8.4,-5.6,-6.1";
    private const string Prefix = "futwork-speech-";
    private readonly DirectoryInfo _folder;
    private readonly FileStream _held;

    private SphinxModel(string source)
    {
        DeleteLeftovers();
        (_folder, _held) = NewFolder();
        Acoustic = _folder.CreateSubdirectory("telephone").FullName;
        DictionaryPath = Path.Combine(source, "cmudict-en-us.dict");
        Arrange(AcousticOf(source));
    }

    /// <summary>The acoustic model's folder.</summary>
    public string Acoustic { get; }

    /// <summary>The full pronouncing dictionary.</summary>
    public string DictionaryPath { get; }

    /// <summary>Arranges the model that lies in <paramref name="source"/>.</summary>
    /// <exception cref="SpeechException">It or the library is not installed.</exception>
    public static SphinxModel Open(string source) =>
        Missing(source) is [var first, ..] ? throw new SpeechException(first) : new SphinxModel(source);

    /// <summary>What is missing to recognise speech, with the package that has it.</summary>
    public static IReadOnlyList<string> Missing(string source)
    {
        var missing = new List<string>();
        if (!NativeLibrary.TryLoad(SphinxNative.Library, out _) || !NativeLibrary.TryLoad(SphinxNative.BaseLibrary, out _))
            missing.Add(LocalSpeech.Missing("The recogniser, pocketsphinx,", "libpocketsphinx3"));
        if (!File.Exists(Path.Combine(AcousticOf(source), Parameters)) || !File.Exists(Path.Combine(source, "cmudict-en-us.dict")))
            missing.Add(LocalSpeech.Missing($"The recogniser's English model ({source})", "pocketsphinx-en-us"));
        return missing;
    }

    /// <summary>The path of a new file beside the model.</summary>
    public string NewFile(string name) => Path.Combine(_folder.FullName, name);

    /// <inheritdoc/>
    public void Dispose()
    {
        // Held until it is gone: nobody takes it for a leftover meanwhile.
        if (Directory.Exists(_folder.FullName))
            _folder.Delete(recursive: true);
        _held.Dispose();
    }

    private static (DirectoryInfo Folder, FileStream Held) NewFolder()
    {
        // It bears its name once it is held: nobody takes it for a leftover before.
        const string Nameless = "futwork-new-";
        var folder = Directory.CreateTempSubdirectory(Nameless);
        var held = Hold(folder.FullName, FileMode.CreateNew);
        folder.MoveTo(Path.Combine(Path.GetTempPath(), Prefix + folder.Name[Nameless.Length..]));
        return (folder, held);
    }

    /// <summary>Deletes the folders of processes that were killed: nobody holds them.</summary>
    private static void DeleteLeftovers()
    {
        foreach (var folder in Directory.EnumerateDirectories(Path.GetTempPath(), Prefix + "*"))
        {
            try
            {
                using var held = Hold(folder, FileMode.Open);
                Directory.Delete(folder, recursive: true);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // Somebody holds it, or it is another user's.
            }
        }
    }

    private static FileStream Hold(string folder, FileMode mode) => new(Path.Combine(folder, "held"), mode, FileAccess.ReadWrite, FileShare.None);

    private static string AcousticOf(string source) => Path.Combine(source, "en-us");

    private void Arrange(string acoustic)
    {
        foreach (var file in Directory.EnumerateFiles(acoustic).Where(file => Path.GetFileName(file) is not Parameters))
            File.CreateSymbolicLink(Path.Combine(Acoustic, Path.GetFileName(file)), file);
        var lines = File.ReadLines(Path.Combine(acoustic, Parameters)).Where(line => !line.StartsWith("-cmninit", StringComparison.Ordinal));
        File.WriteAllLines(Path.Combine(Acoustic, Parameters), lines.Append(TelephoneMean));
    }
}
