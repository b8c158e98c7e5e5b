using QuoteStream.LoadTests.Commands;

return await LoadTestsCommandLine.RunAsync(args, Console.Out, Console.Error);
