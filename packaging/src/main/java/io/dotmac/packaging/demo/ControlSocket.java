package io.dotmac.packaging.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// Takes orders for a running demo on a Unix socket in its folder: one line in, one line out.
///
/// Whoever may open the folder (its owner alone) may give orders.
final class ControlSocket implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(ControlSocket.class.getName());

    private final ServerSocketChannel channel;
    private final Path path;
    private final Orders orders;

    private ControlSocket(ServerSocketChannel channel, Path path, Orders orders) {
        this.channel = channel;
        this.path = path;
        this.orders = orders;
    }

    /// Listens from now on.
    static ControlSocket open(Path path, Orders orders) throws IOException {
        Files.deleteIfExists(path);
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        channel.bind(UnixDomainSocketAddress.of(path));
        ControlSocket socket = new ControlSocket(channel, path, orders);
        Thread.ofVirtual().name("demo-control").start(socket::serve);
        return socket;
    }

    /// Gives `order` to the demo that listens on `path` and returns its answer.
    ///
    /// @throws IOException when none listens
    static String order(Path path, String order) throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            channel.write(ByteBuffer.wrap((order + "\n").getBytes(StandardCharsets.UTF_8)));
            String answer = line(channel);
            if (answer.startsWith("error ")) {
                throw new IOException(answer.substring("error ".length()));
            }
            return answer;
        }
    }

    private void serve() {
        while (channel.isOpen()) {
            try (SocketChannel client = channel.accept()) {
                client.write(ByteBuffer.wrap((answer(line(client)) + "\n").getBytes(StandardCharsets.UTF_8)));
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                LOG.log(System.Logger.Level.WARNING, "order was not answered cause={0}", e.getMessage());
            }
        }
    }

    private String answer(String order) {
        try {
            return orders.obey(order);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "error interrupted";
        } catch (IOException | RuntimeException e) {
            return "error " + e.getMessage();
        }
    }

    private static String line(SocketChannel channel) throws IOException {
        String line = new BufferedReader(
                        new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8))
                .readLine();
        if (line == null) {
            throw new IOException("the other side hung up");
        }
        return line;
    }

    @Override
    public void close() throws IOException {
        channel.close();
        Files.deleteIfExists(path);
    }
}
