using System.Runtime.CompilerServices;

namespace QuoteStream.Testing;

/// <summary>Waits for a condition by asking again and again: never by a fixed pause.</summary>
public static class Eventually
{
    /// <summary>Only ever reached by a test that fails: a machine that is twenty times slower, or stops for seconds, must not reach it.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(3);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <exception cref="TimeoutException">Names the condition's text.</exception>
    public static Task True(Func<bool> condition, TimeSpan? timeout = null, [CallerArgumentExpression(nameof(condition))] string? text = null) =>
        True(() => Task.FromResult(condition()), timeout, text);

    /// <inheritdoc cref="True(Func{bool}, TimeSpan?, string?)"/>
    public static async Task True(
        Func<Task<bool>> condition, TimeSpan? timeout = null, [CallerArgumentExpression(nameof(condition))] string? text = null)
    {
        var limit = timeout ?? DefaultTimeout;
        var since = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(since) > limit)
            {
                throw new TimeoutException($"Not true within {limit.TotalSeconds} s: {text}");
            }

            await Task.Delay(Pause);
        }
    }
}
