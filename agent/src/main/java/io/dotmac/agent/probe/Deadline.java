package io.dotmac.agent.probe;

import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;

/// Until when a check must be over, whatever steps it is made of.
///
/// @param endsAt monotonic
public record Deadline(long endsAt) {
    private static final long NANOS_PER_MILLI = 1_000_000;

    /// So long from now.
    public static Deadline in(Duration length) {
        return new Deadline(System.nanoTime() + length.toNanos());
    }

    /// So long from `begun`, which is monotonic.
    public static Deadline of(long begun, long millis) {
        return new Deadline(begun + millis * NANOS_PER_MILLI);
    }

    /// Milliseconds that are left, at least 1; throws when the time is over.
    public int left() throws SocketTimeoutException {
        long left = Math.ceilDiv(endsAt - System.nanoTime(), NANOS_PER_MILLI);
        if (left <= 0) {
            throw new SocketTimeoutException("the check's time is over");
        }
        return (int) Math.min(left, Integer.MAX_VALUE);
    }

    /// The same as a length of time.
    public Duration leftOver() throws SocketTimeoutException {
        return Duration.ofMillis(left());
    }

    /// The first of so many equal parts of what is left, for a step without which the check can go on.
    public Deadline share(int parts) {
        long now = System.nanoTime();
        return new Deadline(now + (endsAt - now) / parts);
    }

    /// The first address of a host, which may be written as an address.
    public InetAddress address(String host) throws IOException {
        return addresses(host).getFirst();
    }

    /// All addresses of a host.
    public List<InetAddress> addresses(String host) throws IOException {
        return Lookups.of(host, left());
    }
}
