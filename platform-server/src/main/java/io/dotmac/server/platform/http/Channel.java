package io.dotmac.server.platform.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.websocket.WsSession;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The sending side of one WebSocket: a bounded queue and the one thread that writes.
///
/// Sending blocks while the other side does not read, and two threads sending at once would corrupt the stream; hence
/// nobody but the writer sends. Safe for use by several threads.
public final class Channel {
    /// The other side does not keep up (RFC 6455's registry: try again later).
    public static final int TRY_AGAIN_LATER = 1013;

    private static final Logger LOG = System.getLogger(Channel.class.getName());
    private static final long PING_SECONDS = 10;

    private final WsSession session;
    private final int maxMessages;
    private final long maxBytes;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Message> queue = new ArrayDeque<>();
    private long bytes;
    private @Nullable Closing closing;
    private boolean gone;
    private volatile long sendingSince;
    private volatile @Nullable Thread writer;

    /// Texts to send, made when their turn comes.
    private record Message(int bytes, Supplier<List<String>> texts) {}

    private record Closing(int code, String reason) {}

    Channel(WsSession session, int maxMessages, long maxBytes) {
        this.session = session;
        this.maxMessages = maxMessages;
        this.maxBytes = maxBytes;
    }

    /// Queues a text; `false` when the queue is full or the channel closed, and then nothing is queued.
    public boolean offer(String text) {
        return offer(new Message(text.length(), () -> List.of(text)));
    }

    /// Queues texts that are made when their turn comes, so that they are as fresh as can be.
    public boolean offer(Supplier<List<String>> texts) {
        return offer(new Message(0, texts));
    }

    /// Throws away what is queued.
    public void clear() {
        lock.lock();
        try {
            queue.clear();
            bytes = 0;
        } finally {
            lock.unlock();
        }
    }

    /// Closes when what is queued has been sent.
    public void close(int code, String reason) {
        lock.lock();
        try {
            if (closing == null) {
                closing = new Closing(code, reason);
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /// Closes at once and without ceremony when the writer has been stuck in one message for longer than `limit`.
    public boolean cutIfStuck(Duration limit) {
        long since = sendingSince;
        Thread stuck = writer;
        if (since == 0 || stuck == null || System.nanoTime() - since < limit.toNanos()) {
            return false;
        }
        LOG.log(Level.INFO, "cut a channel that does not read peer={0}", peer());
        stuck.interrupt(); // A virtual thread that is interrupted in a socket's write closes the socket.
        return true;
    }

    /// For the log.
    public String peer() {
        return session.socketContext().remotePeer().address().toString();
    }

    void start() {
        writer = Thread.ofVirtual().name("channel-writer").start(this::write);
    }

    /// The reading side has ended.
    void end() {
        lock.lock();
        try {
            gone = true;
            queue.clear();
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    private boolean offer(Message message) {
        lock.lock();
        try {
            boolean full = queue.size() >= maxMessages || bytes + message.bytes > maxBytes;
            if (gone || closing != null || full) {
                return false;
            }
            queue.add(message);
            bytes += message.bytes;
            changed.signal();
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void write() {
        try {
            while (true) {
                Message next = next();
                if (next == null) {
                    break;
                }
                for (String text : next.texts.get()) {
                    send(() -> session.send(text, true));
                }
            }
            Closing last = closing;
            if (!gone && last != null) {
                send(() -> session.close(last.code, last.reason));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.log(Level.DEBUG, "channel ended peer={0} cause={1}", peer(), e.toString());
        } finally {
            end();
        }
    }

    private void send(Runnable action) {
        sendingSince = System.nanoTime();
        try {
            action.run();
        } finally {
            sendingSince = 0;
        }
    }

    /// The next message; a ping when there has been none for a while, so that a dead peer is noticed; `null` at the
    /// end.
    private @Nullable Message next() throws InterruptedException {
        while (true) {
            boolean quiet;
            lock.lock();
            try {
                quiet = queue.isEmpty() && closing == null && !gone && !changed.await(PING_SECONDS, TimeUnit.SECONDS);
                Message message = queue.poll();
                if (message != null) {
                    bytes -= message.bytes;
                    return message;
                }
                if (gone || closing != null) {
                    return null;
                }
            } finally {
                lock.unlock();
            }
            if (quiet) {
                send(() -> session.ping(BufferData.empty()));
            }
        }
    }

    /// Answers a ping of the other side, through the queue like everything else.
    void pong(BufferData payload) {
        byte[] copy = payload.readBytes();
        offer(new Message(0, () -> {
            session.pong(BufferData.create(copy));
            return List.of();
        }));
    }
}
