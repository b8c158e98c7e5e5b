using BenchmarkDotNet.Running;
using QuoteStream.Benchmarks.Sink;
using QuoteStream.Benchmarks.Soak;

if (args is ["soak", .. var soak])
{
    return SoakCommand.Run(soak);
}

if (args is ["sink", .. var sink])
{
    return SinkCommand.Run(sink);
}

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;
