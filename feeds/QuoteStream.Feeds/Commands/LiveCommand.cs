using System.CommandLine;
using System.Text;
using QuoteStream.Client.Feeds;
using QuoteStream.Feeds.Adapters;
using QuoteStream.Feeds.Crypto;

namespace QuoteStream.Feeds.Commands;

/// <summary>live VENUE: publishes what a venue sends now.</summary>
internal sealed class LiveCommand
{
    private readonly Argument<string[]> _products = new("PRODUCTS")
    {
        Description =
            $"""
            Which of the venue's products, with commas between them: BTC-USD,ETH-USD; at most {CoinbaseOptions.MaxProducts}. Their names are the symbols.
            """,
        Arity = ArgumentArity.ExactlyOne,
        CustomParser = result =>
        {
            string[] products = result.Tokens[0].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            string? bad = products.FirstOrDefault(p => !CoinbaseOptions.IsProduct(Encoding.UTF8.GetBytes(p)));
            string? fault = (products.Length, bad) switch
            {
                (0 or > CoinbaseOptions.MaxProducts, _) => $"1 to {CoinbaseOptions.MaxProducts} products, not {products.Length}.",
                (_, not null) => $"\"{bad}\" is no product: A-Z, 0-9, '.' and '-', at most 32.",
                _ when products.Distinct().Count() < products.Length => "a product is named twice.",
                _ => null,
            };
            if (fault is not null)
            {
                result.AddError($"live coinbase {result.Tokens[0].Value}: {fault}");
            }

            return products;
        },
    };

    private readonly Option<Uri> _url = new("--url")
    {
        Description = "The venue's endpoint, or a proxy's: wss://host or ws://host.",
        HelpName = "url",
        DefaultValueFactory = _ => CoinbaseOptions.PublicEndpoint,
        CustomParser = result =>
        {
            if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out Uri? url) && url.Scheme is "ws" or "wss")
            {
                return url;
            }

            result.AddError($"--url {result.Tokens[0].Value}: not a wss:// or ws:// address.");
            return null;
        },
    };

    private readonly PublishingOptions _publishing = new(CoinbaseFeed.DefaultProvider);
    private readonly FeedConsole _console;
    private readonly Interruption _interruption;

    private LiveCommand(FeedConsole console, Interruption interruption)
    {
        _console = console;
        _interruption = interruption;
    }

    public static Command Create(FeedConsole console, Interruption interruption)
    {
        var live = new LiveCommand(console, interruption);
        var coinbase = new Command(
            "coinbase",
            "Coinbase Advanced Trade: best bid and offer and trades of crypto products, public and without a key, over a WebSocket.");
        coinbase.Arguments.Add(live._products);
        coinbase.Options.Add(live._url);
        live._publishing.AddTo(coinbase);
        coinbase.SetAction(live.RunAsync);
        var command = new Command("live", "Publish what a venue sends now, until Ctrl-C.");
        command.Subcommands.Add(coinbase);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed)
    {
        if (parsed.GetRequiredValue(_publishing.Line).Length > 0)
        {
            // Each connection of the venue's has its own numbers, and loses its own messages.
            throw new CommandException("--line: a live feed is a single line, for its numbers are its own.", ExitCode.Usage);
        }

        var rejections = new RejectionTally();
        FeedPublisherOptions publishing = _publishing.Read(parsed) with { Rejected = rejections.Add };
        var options = new CoinbaseOptions
        {
            Url = parsed.GetRequiredValue(_url),
            Products = parsed.GetRequiredValue(_products),
            Told = Tell,
        };
        await using var feed = new CoinbaseFeed(options, publishing);
        try
        {
            bool isAnswered = await new FeedProgress(_console, feed, share: null).ShowAsync(() => RunAsync(feed));
            return isAnswered ? ExitCode.Success : throw FeedSummary.GivenUp(feed.Totals);
        }
        catch (OperationCanceledException) when (_interruption.Abandon.IsCancellationRequested)
        {
            throw FeedSummary.GivenUp(feed.Totals);
        }
        catch (Exception fault) when (fault is FeedRejectedException or CoinbaseUnreachableException)
        {
            throw new CommandException(fault.Message);
        }
        finally
        {
            if (feed.Counts.Messages > 0)
            {
                await Describe(feed.Counts).Add(feed, rejections).WriteAsync(_console.Output);
            }
        }
    }

    private async Task<bool> RunAsync(CoinbaseFeed feed)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(_interruption.Stop);
        limit.CancelAfter(Publication.FirstConnectionLimit);
        try
        {
            await feed.ConnectAsync(limit.Token);
        }
        catch (OperationCanceledException) when (_interruption.Stop.IsCancellationRequested)
        {
            return true;
        }
        catch (OperationCanceledException)
        {
            throw new CommandException($"No server could be reached: {feed.ServerProblem ?? "no answer"}");
        }

        return await feed.RunAsync(_interruption.Stop, _interruption.Abandon);
    }

    private void Tell(string text)
    {
        // The terminal draws its progress anew below the line.
        if (_console.Terminal is { } terminal)
        {
            terminal.Write(new Spectre.Console.Text(text + "\n"));
        }
        else
        {
            _console.Error.WriteLine(text);
        }
    }

    private static FeedFigures Describe(CoinbaseCounts counts) => new FeedFigures()
        .Add("messages", counts.Messages)
        .Add("  quotes", counts.Tickers)
        .Add("  trades", counts.Trades)
        .AddUnlessZero("  trades made good", counts.RecoveredTrades)
        .AddUnlessZero("  trades missing", counts.MissingTrades)
        .AddUnlessZero("  trades repeated", counts.RepeatedTrades)
        .AddUnlessZero("  trades before start", counts.EarlierTrades)
        .AddUnlessZero("  heartbeats", counts.Heartbeats)
        .AddUnlessZero("  of other channels", counts.OtherMessages)
        .AddUnlessZero("  refusals", counts.Errors)
        .AddUnlessZero("  malformed", counts.MalformedMessages)
        .AddUnlessZero("  malformed ticks", counts.MalformedTicks)
        .AddUnlessZero("  sides unusable", counts.UnusableSides)
        .AddUnlessZero("  figures rounded", counts.Rounded)
        .AddUnlessZero("  sizes too large", counts.CappedSizes)
        .Add("connections", counts.Connections)
        .AddUnlessZero("gaps at the venue", counts.Gaps)
        .AddUnlessZero("messages missing", counts.MissingMessages);
}
