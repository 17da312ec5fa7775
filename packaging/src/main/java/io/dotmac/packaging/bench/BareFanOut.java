package io.dotmac.packaging.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/// P7's floor: what the machine takes to write as many bytes to each of many sockets, by one thread and nothing around
/// it, while another one reads.
final class BareFanOut {
    private static final int SOCKETS = 2_000;
    private static final int ROUNDS = 12;
    private static final int WARM_UP = 3;

    private BareFanOut() {}

    /// Processor time of one write, in microseconds.
    static double micros(int bytes) throws IOException {
        List<SocketChannel> open = new ArrayList<>();
        try (ServerSocketChannel server = ServerSocketChannel.open();
                Selector reading = Selector.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            List<SocketChannel> writing = new ArrayList<>();
            for (int index = 0; index < SOCKETS; index++) {
                SocketChannel reader = SocketChannel.open(server.getLocalAddress());
                open.add(reader);
                reader.configureBlocking(false);
                reader.register(reading, SelectionKey.OP_READ);
                SocketChannel writer = server.accept();
                open.add(writer);
                writing.add(writer);
            }
            Thread.ofPlatform().daemon().name("bare-readers").start(() -> drain(reading));
            return measure(writing, ByteBuffer.allocateDirect(bytes));
        } finally {
            for (SocketChannel channel : open) {
                channel.close();
            }
        }
    }

    private static double measure(List<SocketChannel> writing, ByteBuffer message) throws IOException {
        var threads = ManagementFactory.getThreadMXBean();
        long began = 0;
        for (int round = 0; round < ROUNDS + WARM_UP; round++) {
            if (round == WARM_UP) {
                began = threads.getCurrentThreadCpuTime();
            }
            for (SocketChannel channel : writing) {
                message.clear();
                while (message.hasRemaining()) {
                    channel.write(message);
                }
            }
        }
        return (threads.getCurrentThreadCpuTime() - began) / 1e3 / ROUNDS / SOCKETS;
    }

    private static void drain(Selector reading) {
        ByteBuffer into = ByteBuffer.allocateDirect(65_536);
        try {
            while (reading.isOpen()) {
                reading.select(key -> read(key, into));
            }
        } catch (IOException | ClosedSelectorException | CancelledKeyException e) {
            // The measure is over.
        }
    }

    private static void read(SelectionKey key, ByteBuffer into) {
        try {
            into.clear();
            if (((ReadableByteChannel) key.channel()).read(into) < 0) {
                key.cancel();
            }
        } catch (IOException e) {
            key.cancel(); // The measure is over.
        }
    }
}
