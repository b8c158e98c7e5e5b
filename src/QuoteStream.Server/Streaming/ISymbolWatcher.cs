namespace QuoteStream.Server.Streaming;

/// <summary>Who waits for a symbol that no provider has published yet: a stream's subscription, or a long poll.</summary>
internal interface ISymbolWatcher
{
    /// <summary>The symbol is known now; nothing has been published on it before. Any thread; must be quick and not throw.</summary>
    void Appear();
}
