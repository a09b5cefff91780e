using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Portal.Core;

/// <summary>Who publishes, who listens: the one place through which a change reaches every open page and the page cache.</summary>
/// <remarks>
/// A topic is a message type and a key, so that a page that shows article 12 is not woken by article 13.
/// Handlers are called outside every lock, in parallel, and one that throws harms nobody else.
/// </remarks>
public sealed partial class LiveFeed(TimeProvider time, ILogger<LiveFeed> logger)
{
    /// <summary>A page gets at most one coalesced message a topic in this time: four a second.</summary>
    public static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(250);

    // below this, handing work to other threads costs more than it saves
    private const int ParallelFrom = 64;

    private readonly ConcurrentDictionary<Topic, Channel> _channels = new();

    /// <summary>Calls <paramref name="handler"/> for each message on the topic until the subscription is disposed.</summary>
    /// <remarks>Subscribe first and load afterwards: then nothing falls between. A handler may be called from any thread, with the culture of whoever subscribed, and should only hand over.</remarks>
    /// <param name="key">The object the topic is about.</param>
    /// <param name="handler">What to do.</param>
    /// <param name="turn">Memory forgets before the page cache is emptied, and both before any page hears: whoever asks again because of a message must not get the old.</param>
    public IDisposable Subscribe<TMessage>(int key, Action<TMessage> handler, LiveTurn turn = LiveTurn.Page)
        where TMessage : notnull
    {
        var topic = new Topic(typeof(TMessage), key);
        var subscription = new Subscription(this, topic, message => handler((TMessage)message), turn);
        while (!_channels.GetOrAdd(topic, _ => new Channel()).TryAdd(subscription))
        {
            // the channel was just retired by its last listener; the next look-up makes a new one
        }

        return subscription;
    }

    /// <summary>Hands the message to every listener before it returns.</summary>
    public void Publish<TMessage>(int key, TMessage message)
        where TMessage : notnull
    {
        if (_channels.TryGetValue(new Topic(typeof(TMessage), key), out var channel))
            Deliver(channel.Listeners, message);
    }

    /// <summary>For values of which only the newest counts: delivers at once when the topic was quiet, else the latest at the end of <see cref="Pace"/>.</summary>
    /// <remarks>A round of deliveries may use a quarter of the time at most: with very many listeners the pace slows down by itself.</remarks>
    /// <param name="key">See <see cref="Subscribe{TMessage}"/>.</param>
    /// <param name="latest">Asked when it is delivered, so that two publishers at once can never leave the older value standing.</param>
    public void PublishLatest<TMessage>(int key, Func<TMessage> latest)
        where TMessage : notnull
    {
        if (_channels.TryGetValue(new Topic(typeof(TMessage), key), out var channel) && channel.Offer(() => latest()))
            _ = Task.Run(() => RunRoundsAsync(channel));
    }

    private async Task RunRoundsAsync(Channel channel)
    {
        while (channel.TryTake(out var message))
        {
            var started = time.GetTimestamp();
            DeliverLatest(channel, message);
            var spent = time.GetElapsedTime(started);
            await Task.Delay(spent * 4 > Pace ? spent * 4 : Pace, time);
        }
    }

    private void DeliverLatest(Channel channel, Func<object> latest)
    {
        object message;
        try
        {
            message = latest();
        }
#pragma warning disable CA1031 // a value that cannot be made must not end the topic's rounds
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogNoValue(logger, e);
            return;
        }

        Deliver(channel.Listeners, message);
    }

    private void Deliver(Subscription[] listeners, object message)
    {
        var next = 0;
        for (; next < listeners.Length && (listeners[next].Turn != LiveTurn.Page || listeners.Length < ParallelFrom); next++)
            Call(listeners[next], message);
        if (next < listeners.Length)
            Parallel.For(next, listeners.Length, i => Call(listeners[i], message));
    }

    private void Call(Subscription listener, object message)
    {
        try
        {
            listener.Handle(message);
        }
#pragma warning disable CA1031 // whatever one listener throws, the others still get their message
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogListenerFailed(logger, e, message.GetType().Name);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A listener failed on {Message}")]
    private static partial void LogListenerFailed(ILogger logger, Exception exception, string message);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A publisher could not say its latest value")]
    private static partial void LogNoValue(ILogger logger, Exception exception);

    private readonly record struct Topic(Type Message, int Key);

    private sealed class Channel
    {
        private readonly Lock _lock = new();
        private readonly HashSet<Subscription> _listeners = [];
        private Subscription[]? _snapshot;
        private Func<object>? _latest;
        private bool _running;
        private bool _retired;

        public Subscription[] Listeners
        {
            get
            {
                lock (_lock)
                    return _snapshot ??= [.. _listeners.OrderBy(l => l.Turn)];
            }
        }

        public bool TryAdd(Subscription subscription)
        {
            lock (_lock)
            {
                if (_retired)
                    return false;
                _listeners.Add(subscription);
                _snapshot = null;
                return true;
            }
        }

        /// <summary>True when the channel is empty and will take nobody any more.</summary>
        public bool Remove(Subscription subscription)
        {
            lock (_lock)
            {
                _listeners.Remove(subscription);
                _snapshot = null;
                return _retired = _listeners.Count == 0;
            }
        }

        /// <summary>True when the caller has to start the rounds.</summary>
        public bool Offer(Func<object> message)
        {
            lock (_lock)
            {
                _latest = message;
                return !_running && (_running = true);
            }
        }

        public bool TryTake([NotNullWhen(true)] out Func<object>? message)
        {
            lock (_lock)
            {
                message = _latest;
                _latest = null;
                return _running = message is not null;
            }
        }
    }

    private sealed class Subscription(LiveFeed feed, Topic topic, Action<object> handle, LiveTurn turn) : IDisposable
    {
        // whoever listens does so in the language of his page, whatever that of the publisher
        private readonly CultureInfo _culture = CultureInfo.CurrentCulture;
        private readonly CultureInfo _language = CultureInfo.CurrentUICulture;
        private Action<object>? _handle = handle;

        public LiveTurn Turn { get; } = turn;

        public void Handle(object message)
        {
            if (Volatile.Read(ref _handle) is not { } handle)
                return;
            var (culture, language) = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (_culture, _language);
            try
            {
                handle(message);
            }
            finally
            {
                (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (culture, language);
            }
        }

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _handle, null) is null)
                return;
            if (feed._channels.TryGetValue(topic, out var channel) && channel.Remove(this))
                feed._channels.TryRemove(new KeyValuePair<Topic, Channel>(topic, channel));
        }
    }
}
