package io.dotmac.agent.probe;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/// Looks up names within the caller's time: the system's own limit is longer, and nothing ends its look-up.
///
/// All who ask for a name at the same time wait for one look-up. Safe for several threads.
public final class Lookups {
    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|.*:.*");
    private static final Map<String, CompletableFuture<List<InetAddress>>> RUNNING = new ConcurrentHashMap<>();

    private Lookups() {}

    /// The addresses of a host, which may be written as an address.
    public static List<InetAddress> of(String host, long millis) throws IOException {
        if (ADDRESS.matcher(host).matches()) {
            return List.of(InetAddress.getAllByName(host));
        }
        try {
            return RUNNING.computeIfAbsent(host, Lookups::begin).get(millis, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new SocketTimeoutException("no address for " + host + " in time");
        } catch (ExecutionException e) {
            throw new UnknownHostException(host);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }

    private static CompletableFuture<List<InetAddress>> begin(String host) {
        CompletableFuture<List<InetAddress>> found = new CompletableFuture<>();
        Thread.ofVirtual().name("look-up").start(() -> {
            try {
                found.complete(List.of(InetAddress.getAllByName(host)));
            } catch (UnknownHostException | RuntimeException e) {
                found.completeExceptionally(e);
            } finally {
                RUNNING.remove(host);
            }
        });
        return found;
    }
}
