package io.dotmac.agent.probe.redis;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// Says inline commands to a Redis.
final class RedisCli implements AutoCloseable {
    private final Socket socket;

    RedisCli(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
    }

    void say(String command) {
        try {
            socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
            if (socket.getInputStream().read() != '+') {
                throw new IllegalStateException(command + " was refused");
            }
            socket.getInputStream().skipNBytes(socket.getInputStream().available());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// One field of what `info` answers.
    String field(String command, String name) {
        try {
            socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            int length = Integer.parseInt(lines.readLine().substring(1));
            char[] text = new char[length + 2];
            for (int read = 0; read < text.length; ) {
                read += lines.read(text, read, text.length - read);
            }
            return Info.parse(new String(text)).text(name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
