using BenchmarkDotNet.Running;
using QuoteStream.Benchmarks.Soak;

if (args is ["soak", .. var soak])
{
    return SoakCommand.Run(soak);
}

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;
