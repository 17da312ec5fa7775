package io.dotmac.packaging.bench;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/// One console as bytes on a socket: RFC 6455's handshake and frames and nothing else, so that a measure with thousands
/// of them tells what the server takes and not what they take. Texts that come in are heard on whatever thread reads.
final class RawConsole {
    private static final int LONGEST_ANSWER = 8_192;
    private static final int TEXT = 1;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;
    private static final ByteBuffer END_OF_HEAD = StandardCharsets.US_ASCII.encode("\r\n\r\n");

    private final SocketChannel socket;
    private ByteBuffer kept = ByteBuffer.allocate(0); // the begin of a frame whose end has yet to come, ready to read
    private volatile boolean open = true;

    /// A text that came in; its bytes are another's after the call.
    @FunctionalInterface
    interface Ear {
        void text(RawConsole console, ByteBuffer text);
    }

    private RawConsole(SocketChannel socket) {
        this.socket = socket;
    }

    /// Attaches, waiting for the server's word that it may.
    static RawConsole attach(URI uri, String accessToken) throws IOException {
        SocketChannel socket = SocketChannel.open(new InetSocketAddress(uri.getHost(), uri.getPort()));
        String ask = "GET " + uri.getPath() + " HTTP/1.1\r\nHost: " + uri.getAuthority()
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13"
                + "\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nAuthorization: Bearer " + accessToken
                + "\r\n\r\n";
        RawConsole console = new RawConsole(socket);
        console.write(ByteBuffer.wrap(ask.getBytes(StandardCharsets.US_ASCII)));
        console.readAnswer();
        return console;
    }

    private void readAnswer() throws IOException {
        ByteBuffer answer = ByteBuffer.allocate(LONGEST_ANSWER);
        int end;
        do {
            if (socket.read(answer) < 0) {
                throw new EOFException("the server closed instead of answering");
            }
            end = indexOf(answer.duplicate().flip(), END_OF_HEAD);
        } while (end < 0);
        String head =
                StandardCharsets.US_ASCII.decode(answer.flip().slice(0, end)).toString();
        if (!head.startsWith("HTTP/1.1 101")) {
            throw new IOException(
                    "the server refused a console: " + head.lines().findFirst().orElse(""));
        }
        kept = answer.position(end + END_OF_HEAD.limit());
    }

    /// Where `wanted` begins in `bytes`; -1 where it does not.
    static int indexOf(ByteBuffer bytes, ByteBuffer wanted) {
        for (int at = 0; at + wanted.limit() <= bytes.limit(); at++) {
            int same = 0;
            while (same < wanted.limit() && bytes.get(at + same) == wanted.get(same)) {
                same++;
            }
            if (same == wanted.limit()) {
                return at;
            }
        }
        return -1;
    }

    SocketChannel socket() {
        return socket;
    }

    boolean isOpen() {
        return open;
    }

    /// Sends a text; the socket must still block.
    void send(String text) throws IOException {
        write(frame(TEXT, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8))));
    }

    /// Reads what there is, through a buffer that is shared with others; `false` when the server has closed.
    boolean read(ByteBuffer shared, Ear ear) throws IOException {
        shared.clear();
        shared.put(kept);
        int count = socket.read(shared);
        shared.flip();
        boolean more = count >= 0 && frames(shared, ear);
        if (shared.hasRemaining()) {
            // A frame longer than the shared buffer cannot be read at all: that one has to be large enough.
            kept = ByteBuffer.allocate(shared.remaining()).put(shared).flip();
        } else {
            kept = ByteBuffer.allocate(0);
        }
        open = more;
        return more;
    }

    private boolean frames(ByteBuffer bytes, Ear ear) throws IOException {
        while (bytes.remaining() >= 2) {
            int begin = bytes.position();
            int kind = bytes.get() & 0x0f;
            long length = bytes.get() & 0x7f;
            int extended = length == 126 ? 2 : length == 127 ? 8 : 0;
            if (bytes.remaining() < extended) {
                bytes.position(begin);
                return true;
            }
            if (extended > 0) {
                length = extended == 2 ? bytes.getShort() & 0xffff : bytes.getLong();
            }
            if (bytes.remaining() < length) {
                bytes.position(begin);
                return true;
            }
            ByteBuffer payload = bytes.slice(bytes.position(), (int) length);
            bytes.position(bytes.position() + (int) length);
            switch (kind) {
                case CLOSE -> {
                    return false;
                }
                case PING -> write(frame(PONG, payload));
                default -> ear.text(this, payload);
            }
        }
        return true;
    }

    /// Whole in one frame, under a mask of zeros, since the server has to take any.
    private static ByteBuffer frame(int kind, ByteBuffer payload) {
        int length = payload.remaining();
        ByteBuffer frame = ByteBuffer.allocate(length + 8).put((byte) (0x80 | kind));
        if (length < 126) {
            frame.put((byte) (0x80 | length));
        } else {
            frame.put((byte) (0x80 | 126)).putShort((short) length);
        }
        return frame.putInt(0).put(payload).flip();
    }

    private void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            socket.write(bytes);
        }
    }

    /// Closes, telling `failed` when that does not work.
    void close(Consumer<IOException> failed) {
        open = false;
        try {
            socket.close();
        } catch (IOException e) {
            failed.accept(e);
        }
    }
}
