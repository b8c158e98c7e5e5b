namespace QuoteStream.Server.Portfolios.Notifications;

/// <summary>The streams of one feed, and those that are about to be.</summary>
/// <remarks>Any number of threads.</remarks>
internal sealed class Followers
{
    private readonly Lock _gate = new();
    private readonly List<PortfolioFollower> _woken = [];
    private int _joined;

    /// <summary>Keeps the feed until this is left.</summary>
    public void Join()
    {
        lock (_gate)
        {
            _joined++;
        }
    }

    /// <summary>From now on the follower is woken.</summary>
    public void Add(PortfolioFollower follower)
    {
        lock (_gate)
        {
            _woken.Add(follower);
        }
    }

    /// <returns>Whether nobody is left.</returns>
    public bool Leave(PortfolioFollower? follower)
    {
        lock (_gate)
        {
            if (follower is not null)
            {
                _woken.Remove(follower);
            }

            return --_joined == 0;
        }
    }

    public void WakeAll()
    {
        lock (_gate)
        {
            foreach (var follower in _woken)
            {
                follower.Wake();
            }
        }
    }
}
