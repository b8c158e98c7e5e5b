using QuoteStream.Server.Security;
using QuoteStream.Server.Tests.Streaming;
using QuoteStream.Testing;

namespace QuoteStream.Server.Tests.Security;

public sealed class CredentialStoreTests
{
    private const long Second = 1_000_000;

    private readonly ManualClock _clock = new();

    [Fact]
    public void A_ticket_that_is_not_used_within_a_minute_is_gone_and_one_that_is_used_lasts_as_long_as_its_token()
    {
        var tickets = new TicketStore(new AuthOptions(), _clock);
        var alice = Of("alice", minutes: 60);
        var unused = tickets.Issue(alice)!;
        var used = tickets.Issue(alice)!;

        _clock.Move(59 * Second);
        Assert.Same(alice, tickets.Find(used));
        _clock.Move(2 * Second);

        Assert.Null(tickets.Find(unused));
        Assert.Same(alice, tickets.Find(used));
        _clock.Move(58 * 60 * Second);
        Assert.Same(alice, tickets.Find(used));
        _clock.Move(60 * Second);
        Assert.Null(tickets.Find(used));
        Assert.Equal(0, tickets.Count);
    }

    [Fact]
    public void A_session_waits_for_its_first_use_as_long_as_its_token_lasts()
    {
        var sessions = new SessionStore(new AuthOptions(), _clock);
        var session = sessions.Issue(Of("alice", minutes: 60))!;

        _clock.Move(59 * 60 * Second);

        Assert.NotNull(sessions.Find(session));
        sessions.Remove(session);
        Assert.Null(sessions.Find(session));
        sessions.Remove(session);
        Assert.Equal(0, sessions.Count);
    }

    [Fact]
    public void A_subject_has_only_so_many_and_loses_its_oldest()
    {
        var tickets = new TicketStore(new AuthOptions { MaxTicketsPerSubject = 2 }, _clock);
        var bobs = tickets.Issue(Of("bob"))!;
        string[] alices = [tickets.Issue(Of("alice"))!, tickets.Issue(Of("alice"))!, tickets.Issue(Of("alice"))!];

        Assert.Null(tickets.Find(alices[0]));
        Assert.NotNull(tickets.Find(alices[1]));
        Assert.NotNull(tickets.Find(alices[2]));
        Assert.NotNull(tickets.Find(bobs));
    }

    [Fact]
    public void There_are_only_so_many_in_all_until_some_have_expired()
    {
        var tickets = new TicketStore(new AuthOptions { MaxTickets = 3 }, _clock);
        for (var i = 0; i < 3; i++)
        {
            Assert.NotNull(tickets.Issue(Of($"s{i}")));
        }

        Assert.Null(tickets.Issue(Of("late")));
        _clock.Move(61 * Second);
        Assert.NotNull(tickets.Issue(Of("late")));
        Assert.Equal(1, tickets.Count);
    }

    [Fact]
    public void Values_are_long_and_never_the_same_and_nothing_else_is_one()
    {
        var tickets = new TicketStore(new AuthOptions { MaxTicketsPerSubject = 1_000 }, _clock);
        var values = Enumerable.Range(0, 1_000).Select(_ => tickets.Issue(Of("alice"))!).ToArray();

        Assert.Equal(values.Length, values.Distinct().Count());
        Assert.All(values, value => Assert.Matches("^[A-Za-z0-9_-]{43}$", value));
        Assert.Null(tickets.Find(""));
        Assert.Null(tickets.Find(values[0] + "A"));
        Assert.Null(tickets.Find(new string('A', 43)));
        Assert.Null(tickets.Find(new string('x', 100_000)));
    }

    [Fact]
    public void Many_threads_leave_a_store_that_is_whole()
    {
        var tickets = new TicketStore(new AuthOptions { MaxTicketsPerSubject = 4, MaxTickets = 20 }, TimeProvider.System);
        void ComeAndGo()
        {
            for (var i = 0; i < 20_000; i++)
            {
                if (tickets.Issue(new Credentials($"s{i % 7}", Scope.None, DateTimeOffset.MaxValue)) is { } value)
                {
                    tickets.Find(value);
                    tickets.Remove(value);
                }
            }
        }

        ThreadRace.Run(ComeAndGo, ComeAndGo, ComeAndGo);

        Assert.Equal(0, tickets.Count);
    }

    private Credentials Of(string subject, int minutes = 10) => new(subject, Scope.QuotesRead, _clock.GetUtcNow() + TimeSpan.FromMinutes(minutes));
}
