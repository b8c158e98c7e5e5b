using QuoteStream.Portfolio.Booking;

namespace QuoteStream.Server.Portfolios.Notifications;

/// <summary>Transactions that were read from the ledger for streams that are behind. Shared by those that are at the same place.</summary>
internal sealed class TransactionPage
{
    /// <summary>Transactions: some 60 KB with their events. A stream holds one page at most, and its next write two thirds of it.</summary>
    public const int Size = 128;

    private readonly long _first;
    private readonly TransactionFrame[] _frames;

    /// <param name="after">The seq that the ledger was asked to begin behind.</param>
    /// <exception cref="InvalidDataException">It did not go on from there: a hole, which a ledger does not have.</exception>
    public TransactionPage(long after, IReadOnlyList<Transaction> transactions)
    {
        _first = after + 1;
        _frames = new TransactionFrame[transactions.Count];
        for (var i = 0; i < _frames.Length; i++)
        {
            if (transactions[i].Seq != _first + i)
            {
                throw new InvalidDataException($"After {after} the ledger has {transactions[i].Seq} where {_first + i} belongs.");
            }

            _frames[i] = new TransactionFrame(transactions[i]);
        }
    }

    /// <summary>Null when it is not of this page.</summary>
    public TransactionFrame? Find(long seq) => seq >= _first && seq - _first < _frames.Length ? _frames[seq - _first] : null;
}
