namespace QuoteStream.Feeds.Simulator;

/// <summary>The demo market's instruments: real tickers with their listing venues, and made-up prices near what they once were.</summary>
public static class WellKnownInstruments
{
    /// <summary>The most active first.</summary>
    public static IReadOnlyList<SimulatedInstrument> All { get; } =
    [
        // symbol, name, listing, previous close, spread in cents, volatility, activity, depth
        new("NVDA", "NVIDIA Corporation", "XNAS", 187.20m, 1.2, 42, 90, 12) { Sector = Sector.Technology },
        new("TSLA", "Tesla, Inc.", "XNAS", 421.50m, 4.0, 56, 85, 5) { Sector = Sector.Consumer },
        new("SPY", "SPDR S&P 500 ETF Trust", "ARCX", 668.30m, 1.1, 15, 80, 20) { Beta = 1 },
        new("AAPL", "Apple Inc.", "XNAS", 268.40m, 1.3, 26, 75, 10) { Sector = Sector.Technology },
        new("QQQ", "Invesco QQQ Trust", "XNAS", 608.10m, 1.4, 20, 70, 12) { Beta = 1.25 },
        Coin("BTC-USD", "Bitcoin", 91_850m, 0.01m, 120, 48, 65, 60),
        new("AMZN", "Amazon.com, Inc.", "XNAS", 231.60m, 1.3, 32, 55, 8) { Sector = Sector.Consumer },
        new("MSFT", "Microsoft Corporation", "XNAS", 498.70m, 3.0, 24, 52, 5) { Sector = Sector.Technology },
        new("META", "Meta Platforms, Inc.", "XNAS", 622.40m, 5.0, 36, 48, 4) { Sector = Sector.Technology },
        new("AMD", "Advanced Micro Devices, Inc.", "XNAS", 236.80m, 2.2, 52, 48, 6) { Sector = Sector.Technology },
        Coin("ETH-USD", "Ether", 3_145m, 0.01m, 40, 62, 45, 40),
        new("PLTR", "Palantir Technologies Inc.", "XNAS", 172.90m, 2.0, 60, 45, 7) { Sector = Sector.Technology },
        new("GOOGL", "Alphabet Inc. Class A", "XNAS", 284.30m, 1.8, 29, 42, 6) { Sector = Sector.Technology },
        new("AVGO", "Broadcom Inc.", "XNAS", 352.10m, 4.5, 46, 36, 4) { Sector = Sector.Technology },
        new("IWM", "iShares Russell 2000 ETF", "ARCX", 238.50m, 1.2, 21, 34, 15) { Beta = 1.3 },
        new("GOOG", "Alphabet Inc. Class C", "XNAS", 285.10m, 2.2, 29, 30, 4) { Sector = Sector.Technology },
        new("INTC", "Intel Corporation", "XNAS", 36.40m, 1.0, 50, 30, 60) { Sector = Sector.Technology },
        new("BAC", "Bank of America Corporation", "XNYS", 52.70m, 1.0, 24, 28, 50) { Sector = Sector.Financials },
        new("NFLX", "Netflix, Inc.", "XNAS", 112.30m, 2.0, 34, 28, 6) { Sector = Sector.Technology },
        new("MU", "Micron Technology, Inc.", "XNAS", 241.20m, 4.0, 54, 27, 4) { Sector = Sector.Technology },
        Coin("SOL-USD", "Solana", 142.60m, 0.01m, 3, 78, 26, 25),
        new("JPM", "JPMorgan Chase & Co.", "XNYS", 306.90m, 3.0, 23, 25, 4) { Sector = Sector.Financials },
        new("F", "Ford Motor Company", "XNYS", 13.10m, 1.0, 34, 24, 120) { Sector = Sector.Consumer },
        new("XOM", "Exxon Mobil Corporation", "XNYS", 118.30m, 1.2, 24, 22, 9) { Sector = Sector.Energy },
        new("UBER", "Uber Technologies, Inc.", "XNYS", 91.80m, 1.4, 38, 22, 8) { Sector = Sector.Consumer },
        new("GLD", "SPDR Gold Shares", "ARCX", 375.60m, 2.0, 18, 22, 8) { Beta = 0.1 },
        new("T", "AT&T Inc.", "XNYS", 25.70m, 1.0, 21, 20, 90) { Sector = Sector.Consumer },
        new("PFE", "Pfizer Inc.", "XNYS", 25.10m, 1.0, 24, 20, 80) { Sector = Sector.HealthCare },
        new("ORCL", "Oracle Corporation", "XNYS", 224.60m, 4.0, 48, 20, 4) { Sector = Sector.Technology },
        new("BA", "The Boeing Company", "XNYS", 194.80m, 4.0, 36, 19, 4) { Sector = Sector.Industrials },
        new("V", "Visa Inc.", "XNYS", 334.20m, 4.0, 21, 18, 4) { Sector = Sector.Financials },
        new("DIS", "The Walt Disney Company", "XNYS", 106.40m, 1.4, 27, 18, 8) { Sector = Sector.Consumer },
        new("WMT", "Walmart Inc.", "XNAS", 101.60m, 1.2, 20, 18, 10) { Sector = Sector.Consumer },
        new("C", "Citigroup Inc.", "XNYS", 100.90m, 1.4, 28, 17, 8) { Sector = Sector.Financials },
        new("CSCO", "Cisco Systems, Inc.", "XNAS", 77.40m, 1.0, 22, 17, 25) { Sector = Sector.Technology },
        new("KO", "The Coca-Cola Company", "XNYS", 71.20m, 1.0, 15, 16, 25) { Sector = Sector.Consumer },
        new("VZ", "Verizon Communications Inc.", "XNYS", 41.10m, 1.0, 20, 16, 50) { Sector = Sector.Consumer },
        new("WFC", "Wells Fargo & Company", "XNYS", 84.90m, 1.2, 26, 16, 14) { Sector = Sector.Financials },
        new("TLT", "iShares 20+ Year Treasury Bond ETF", "XNAS", 89.60m, 1.0, 14, 16, 40) { Beta = -0.2 },
        new("XLF", "Financial Select Sector SPDR Fund", "ARCX", 52.40m, 1.0, 18, 15, 70) { Sector = Sector.Financials, Beta = 1 },
        new("CRM", "Salesforce, Inc.", "XNYS", 241.70m, 4.0, 32, 15, 4) { Sector = Sector.Technology },
        new("BRK.B", "Berkshire Hathaway Inc. Class B", "XNYS", 506.30m, 7.0, 17, 15, 4) { Sector = Sector.Financials },
        new("JNJ", "Johnson & Johnson", "XNYS", 201.50m, 2.4, 18, 15, 5) { Sector = Sector.HealthCare },
        new("QCOM", "QUALCOMM Incorporated", "XNAS", 172.80m, 2.2, 35, 15, 5) { Sector = Sector.Technology },
        new("CVX", "Chevron Corporation", "XNYS", 154.90m, 2.0, 23, 14, 6) { Sector = Sector.Energy },
        new("PYPL", "PayPal Holdings, Inc.", "XNAS", 63.80m, 1.2, 38, 14, 12) { Sector = Sector.Financials },
        new("NKE", "NIKE, Inc.", "XNYS", 64.70m, 1.2, 33, 14, 12) { Sector = Sector.Consumer },
        Coin("XRP-USD", "XRP", 2.1840m, 0.0001m, 3, 80, 14, 20),
        new("PG", "The Procter & Gamble Company", "XNYS", 147.60m, 1.8, 16, 13, 6) { Sector = Sector.Consumer },
        new("HD", "The Home Depot, Inc.", "XNYS", 361.80m, 7.0, 22, 13, 3) { Sector = Sector.Consumer },
        new("SBUX", "Starbucks Corporation", "XNAS", 85.30m, 1.4, 30, 13, 9) { Sector = Sector.Consumer },
        new("GM", "General Motors Company", "XNYS", 70.40m, 1.4, 32, 13, 10) { Sector = Sector.Consumer },
        new("UNH", "UnitedHealth Group Incorporated", "XNYS", 321.90m, 8.0, 38, 13, 3) { Sector = Sector.HealthCare },
        new("MRK", "Merck & Co., Inc.", "XNYS", 93.70m, 1.2, 23, 12, 10) { Sector = Sector.HealthCare },
        new("PEP", "PepsiCo, Inc.", "XNAS", 145.80m, 1.8, 18, 12, 6) { Sector = Sector.Consumer },
        new("MS", "Morgan Stanley", "XNYS", 163.40m, 3.0, 26, 12, 4) { Sector = Sector.Financials },
        new("CMCSA", "Comcast Corporation", "XNAS", 27.30m, 1.0, 25, 12, 60) { Sector = Sector.Consumer },
        new("LLY", "Eli Lilly and Company", "XNYS", 1_036.20m, 45, 34, 12, 2) { Sector = Sector.HealthCare },
        new("MCD", "McDonald's Corporation", "XNYS", 306.10m, 5.0, 17, 11, 4) { Sector = Sector.Consumer },
        new("ABBV", "AbbVie Inc.", "XNYS", 231.50m, 4.0, 23, 11, 4) { Sector = Sector.HealthCare },
        new("IBM", "International Business Machines Corporation", "XNYS", 303.90m, 6.0, 26, 11, 3) { Sector = Sector.Technology },
        new("GE", "GE Aerospace", "XNYS", 304.70m, 8.0, 27, 11, 3) { Sector = Sector.Industrials },
        new("DIA", "SPDR Dow Jones Industrial Average ETF", "ARCX", 471.80m, 4.0, 14, 11, 5) { Beta = 0.95 },
        Coin("DOGE-USD", "Dogecoin", 0.15320m, 0.00001m, 2, 90, 11, 15),
        new("TXN", "Texas Instruments Incorporated", "XNAS", 162.70m, 3.0, 29, 10, 4) { Sector = Sector.Technology },
        new("ADBE", "Adobe Inc.", "XNAS", 328.60m, 9.0, 31, 10, 3) { Sector = Sector.Technology },
        new("MA", "Mastercard Incorporated", "XNYS", 544.80m, 16, 21, 10, 3) { Sector = Sector.Financials },
        new("GS", "The Goldman Sachs Group, Inc.", "XNYS", 786.40m, 30, 26, 10, 2) { Sector = Sector.Financials },
        new("COST", "Costco Wholesale Corporation", "XNAS", 908.30m, 38, 22, 10, 2) { Sector = Sector.Consumer },
        new("CAT", "Caterpillar Inc.", "XNYS", 556.20m, 22, 29, 9, 2) { Sector = Sector.Industrials },
        new("AMGN", "Amgen Inc.", "XNAS", 336.50m, 12, 23, 8, 3) { Sector = Sector.HealthCare },
    ];

    // Coins go their own way, together.
    private const double CoinBeta = 0.3;

    private static SimulatedInstrument Coin(
        string symbol, string name, decimal price, decimal step, double spreadSteps, double volatility, double activity, double depth) =>
        new(symbol, $"{name} / US Dollar", "PGSL", price, spreadSteps, volatility, activity, depth)
        {
            IsCoin = true, PriceStep = step, Sector = Sector.Coins, Beta = CoinBeta,
        };
}
