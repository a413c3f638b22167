namespace Futwork.Benchmarks.Signalling;

/// <summary>What each of a number of calls cost this process, without its media clock's thread and the runtime's compiler, which ends some time after a start.</summary>
/// <param name="Processor">Processor time, µs.</param>
/// <param name="Receiver">Of it, the thread that takes the messages.</param>
/// <param name="Caller">Of it, the thread that dials, and sleeps until the next call.</param>
/// <param name="Pool">Of it, the pool: whoever waited for an answer or an end, timers.</param>
/// <param name="Compiler">Beside it, the compiler's thread.</param>
/// <param name="Clock">Beside it, the media clock's thread.</param>
/// <param name="Kilobytes">Allocated.</param>
/// <param name="Rate">Calls a second.</param>
/// <param name="Waits">Times that a thread had to wait for another's lock.</param>
internal sealed record CallCost(
    double Processor, double Receiver, double Caller, double Pool, double Compiler, double Clock, double Kilobytes, double Rate, double Waits)
{
    public override string ToString() =>
        $"{Processor:0} µs per call ({Caller:0} caller, {Receiver:0} receiver, {Pool:0} pool, the rest other threads; beside it media clock {Clock:0}, compiler {Compiler:0}), "
        + $"{Processor * Rate / 1e4:0.00} % of a core, {Kilobytes:0.0} KB allocated, {Waits:0.00} waits for a lock";
}
