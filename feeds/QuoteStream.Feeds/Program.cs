using QuoteStream.Feeds.Commands;

using var interruption = Interruption.BySignals();
return await FeedsCommandLine.RunAsync(args, Console.Out, Console.Error, interruption);
