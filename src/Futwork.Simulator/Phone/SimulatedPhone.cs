using Futwork.Providers;
using Futwork.Providers.Local;
using Futwork.Realtime.Speech;
using Futwork.Simulator.Personas;

namespace Futwork.Simulator.Phone;

/// <summary>A phone line with the embedded speech engines.</summary>
internal static class SimulatedPhone
{
    private const string Engine = "local";

    /// <summary>Starts one.</summary>
    /// <param name="book">Who answers.</param>
    /// <param name="with">Changes to the usual setup.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="SpeechException">An engine is missing; says which package has it.</exception>
    /// <exception cref="System.Net.Sockets.SocketException">The port is taken.</exception>
    public static async Task<PhoneLine> StartAsync(PersonaBook book, Func<PhoneLineSetup, PhoneLineSetup> with, CancellationToken cancellationToken)
    {
        if (LocalSpeech.Check() is { Count: > 0 } missing)
            throw new SpeechException(string.Join('\n', missing));
        var engines = new ServiceCollection().AddProviders().BuildServiceProvider();
        var line = new PhoneLine(with(new PhoneLineSetup
        {
            Book = book,
            Engines = engines,
            TextToSpeech = engines.GetServices<ITextToSpeech>().First(e => e.Name == Engine),
            SpeechToText = engines.GetServices<ISpeechToText>().FirstOrDefault(e => e.Name == Engine),
        }));
        try
        {
            await line.StartAsync(cancellationToken);
            return line;
        }
        catch
        {
            await line.DisposeAsync();
            throw;
        }
    }
}
