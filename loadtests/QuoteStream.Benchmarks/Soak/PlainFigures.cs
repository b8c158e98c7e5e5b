namespace QuoteStream.Benchmarks.Soak;

/// <summary>A trade date's figures: prices in hundredths, 0 for none; sizes in whole units.</summary>
internal readonly record struct PlainFigures(int Last, int LastSize, int Open, int High, int Low, long Volume);
