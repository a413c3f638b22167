using System.Net.Sockets;
using Futwork.Hosting;
using Futwork.Realtime.Sip;

namespace Futwork.Trunks;

/// <summary>Brings the SIP user agent of this node up before anything dials.</summary>
internal sealed class PhoneLine(SipUserAgent agent, LineOptions options) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await agent.StartAsync(cancellationToken);
        }
        catch (SocketException exception)
        {
            throw new SettingsException(
                $"SIP cannot listen on {options.Address}:{options.SipPort} ({exception.Message}). Choose another port or address: --Line:SipPort=0 --Line:Address=127.0.0.1");
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
