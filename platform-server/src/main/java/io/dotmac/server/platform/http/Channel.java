package io.dotmac.server.platform.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.websocket.WsSession;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The sending side of one WebSocket: a bounded queue, and while something is in it the one thread that writes.
///
/// Sending blocks while the other side does not read, and two threads sending at once would corrupt the stream; hence
/// nobody but the writer sends. It ends when the queue is empty, since most channels are quiet most of the time. Safe
/// for use by several threads.
public final class Channel {
    /// The other side does not keep up (RFC 6455's registry: try again later).
    public static final int TRY_AGAIN_LATER = 1013;

    private static final Logger LOG = System.getLogger(Channel.class.getName());
    private static final Duration QUIET = Duration.ofSeconds(10);
    private static final ThreadFactory WRITERS =
            Thread.ofVirtual().name("channel-writer").factory();

    private final WsSession session;
    private final int maxMessages;
    private final long maxBytes;
    private final Object lock = new Object();
    private final Deque<Message> queue = new ArrayDeque<>(1);
    private long bytes;
    private @Nullable Closing closing;
    private boolean gone;
    private volatile @Nullable Thread writer;
    private volatile long sendingSince;
    private volatile long sentAt = System.nanoTime();

    /// Texts to send, made when their turn comes.
    private record Message(int bytes, Supplier<List<String>> texts) {
        /// A frame that is no text, which `sending` sends when its turn comes.
        static Message frame(Runnable sending) {
            return new Message(0, () -> {
                sending.run();
                return List.of();
            });
        }
    }

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
        synchronized (lock) {
            queue.clear();
            bytes = 0;
        }
    }

    /// Closes when what is queued has been sent.
    public void close(int code, String reason) {
        synchronized (lock) {
            if (closing == null) {
                closing = new Closing(code, reason);
                write();
            }
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

    /// Sends a ping when nothing has been sent for a while, so that a dead peer is noticed.
    void keepAlive() {
        if (writer == null && System.nanoTime() - sentAt > QUIET.toNanos()) {
            offer(Message.frame(() -> session.ping(BufferData.empty())));
        }
    }

    /// The reading side has ended.
    void end() {
        synchronized (lock) {
            gone = true;
            queue.clear();
        }
    }

    private boolean offer(Message message) {
        synchronized (lock) {
            boolean full = queue.size() >= maxMessages || bytes + message.bytes > maxBytes;
            if (gone || closing != null || full) {
                return false;
            }
            queue.add(message);
            bytes += message.bytes;
            write();
            return true;
        }
    }

    /// Begins to write unless that is under way; under the lock.
    private void write() {
        if (writer == null) {
            Thread next = WRITERS.newThread(this::drain);
            writer = next;
            next.start();
        }
    }

    private void drain() {
        try {
            for (Message next = next(); next != null; next = next()) {
                send(next);
            }
        } catch (RuntimeException e) {
            LOG.log(Level.DEBUG, "channel ended peer={0} cause={1}", peer(), e.toString());
            end();
        }
    }

    private void send(Message message) {
        sendingSince = System.nanoTime();
        try {
            for (String text : message.texts.get()) {
                session.send(text, true);
                sendingSince = System.nanoTime();
            }
        } finally {
            sentAt = sendingSince;
            sendingSince = 0;
        }
    }

    /// The next message, the last of which closes; `null` when there is none for now, and with it the writer ends.
    private @Nullable Message next() {
        synchronized (lock) {
            Message message = queue.poll();
            if (message != null) {
                bytes -= message.bytes;
                return message;
            }
            Closing last = closing;
            if (last != null && !gone) {
                gone = true;
                return Message.frame(() -> session.close(last.code, last.reason));
            }
            writer = null;
            return null;
        }
    }

    /// Answers a ping of the other side, through the queue like everything else.
    void pong(BufferData payload) {
        byte[] copy = payload.readBytes();
        offer(Message.frame(() -> session.pong(BufferData.create(copy))));
    }
}
