using System.Net;
using System.Net.Sockets;
using QuoteStream.Server.Streaming.Transport;

namespace QuoteStream.Server.Tests.Streaming;

/// <summary>The connection's output over a real socket, whose reader takes its time.</summary>
public sealed class SocketWriterTests : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Socket _reader = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4_096 };
    private readonly Socket _socket;
    private readonly SocketWriter _writer;

    public SocketWriterTests()
    {
        _listener.SendBufferSize = 4_096;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        _reader.Connect(_listener.LocalEndPoint!);
        _socket = _listener.Accept();
        _writer = new SocketWriter(_socket);
    }

    public void Dispose()
    {
        _socket.Dispose();
        _reader.Dispose();
        _listener.Dispose();
    }

    [Fact]
    public async Task Every_byte_arrives_once_and_in_order_however_little_the_kernel_takes()
    {
        const int Writes = 400;
        var random = new Random(7);
        var sizes = Enumerable.Range(0, Writes).Select(_ => random.Next(1, 100_000)).ToArray();
        var total = sizes.Sum(size => (long)size);
        var waited = 0;
        var writing = Task.Run(async () =>
        {
            byte next = 0;
            for (var i = 0; i < Writes; i++)
            {
                // Both ways in, in turn: past the pipe, and through it in pieces.
                var bytes = Enumerable.Range(0, sizes[i]).Select(_ => next++).ToArray();
                if (i % 2 == 0)
                {
                    var send = _writer.SendAsync(bytes);
                    waited += send.IsCompleted ? 0 : 1;
                    Assert.True(await send);

                    // The caller's buffer is its own again.
                    Array.Clear(bytes);
                }
                else
                {
                    foreach (var piece in bytes.Chunk(random.Next(1, 30_000)))
                    {
                        piece.CopyTo(_writer.GetSpan(piece.Length));
                        _writer.Advance(piece.Length);
                    }

                    Assert.Equal(sizes[i], _writer.UnflushedBytes);
                    var flush = _writer.FlushAsync();
                    waited += flush.IsCompleted ? 0 : 1;
                    Assert.False((await flush).IsCompleted);
                    Assert.Equal(0, _writer.UnflushedBytes);
                }
            }
        });

        var buffer = new byte[1_000];
        byte expected = 0;
        for (long received = 0; received < total;)
        {
            var count = await _reader.ReceiveAsync(buffer.AsMemory(0, random.Next(1, buffer.Length)));
            Assert.NotEqual(0, count);
            for (var i = 0; i < count; i++)
            {
                Assert.Equal(expected++, buffer[i]);
            }

            received += count;
        }

        await writing;
        Assert.True(waited > Writes / 4, $"only {waited} writes had to wait");
    }

    [Fact]
    public async Task Write_that_waits_ends_when_the_connection_is_cut()
    {
        var wait = _writer.SendAsync(new byte[4_000_000]);
        Assert.False(wait.IsCompleted);

        // What Kestrel does with a connection that is cut, while the write is on its way.
        _socket.Shutdown(SocketShutdown.Both);
        _socket.Dispose();
        await _writer.CompleteAsync();

        Assert.False(await wait);
        Assert.False(await _writer.SendAsync("more"u8));
        _writer.GetMemory(10);
        _writer.Advance(10);
        Assert.True((await _writer.FlushAsync()).IsCompleted);
    }

    [Fact]
    public async Task Write_after_the_reader_has_gone_says_so()
    {
        _reader.LingerState = new LingerOption(true, 0);
        _reader.Close();

        // The reset may take a moment; until then the kernel takes what it is given.
        for (var write = 0; write < 100_000; write++)
        {
            if (!await _writer.SendAsync("quote"u8.ToArray()))
            {
                return;
            }
        }

        Assert.Fail("The writer never learned that its reader has gone.");
    }

    [Fact]
    public void Advancing_past_the_buffer_is_refused()
    {
        var room = _writer.GetMemory(100).Length;

        Assert.Throws<ArgumentOutOfRangeException>(() => _writer.Advance(room + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => _writer.Advance(-1));
        Assert.Equal(0, _writer.UnflushedBytes);
    }
}
