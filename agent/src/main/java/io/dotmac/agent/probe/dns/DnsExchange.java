package io.dotmac.agent.probe.dns;

import io.dotmac.agent.config.HostPort;
import io.dotmac.agent.probe.Deadline;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;

/// Puts one question to one name server. The socket is connected, so that only that server can answer, and a port on
/// which nobody listens is told from a server that is silent.
final class DnsExchange {
    /// What EDNS lets a server send in one datagram without fragments.
    static final int UDP_PAYLOAD = 1232;

    private static final int MAX_DATAGRAM = 4096;

    private final HostPort server;
    private final Deadline deadline;

    DnsExchange(HostPort server, Duration timeout) {
        this.server = server;
        this.deadline = Deadline.in(timeout);
    }

    Message udp(Message query) throws IOException {
        byte[] wire = query.toWire();
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(new InetSocketAddress(deadline.address(server.host()), server.port()));
            socket.send(new DatagramPacket(wire, wire.length));
            IOException strange = null;
            while (true) {
                DatagramPacket packet = new DatagramPacket(new byte[MAX_DATAGRAM], MAX_DATAGRAM);
                try {
                    socket.setSoTimeout(left());
                    socket.receive(packet);
                } catch (SocketTimeoutException e) {
                    // What came in the meantime says more than the silence after it.
                    throw strange == null ? e : strange;
                }
                // An answer to something else may be late or forged: the right one may still come.
                strange = new ProtocolException("an answer to another question");
                Message answer = parse(packet.getData(), packet.getLength());
                if (answer != null && answers(query, answer)) {
                    return answer;
                }
            }
        }
    }

    Message tcp(Message query) throws IOException {
        byte[] wire = query.toWire();
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(deadline.address(server.host()), server.port()), left());
            OutputStream out = socket.getOutputStream();
            out.write(ByteBuffer.allocate(wire.length + 2)
                    .putShort((short) wire.length)
                    .put(wire)
                    .array());
            socket.setSoTimeout(left());
            DataInputStream in = new DataInputStream(socket.getInputStream());
            byte[] bytes = new byte[in.readUnsignedShort()];
            for (int read = 0; read < bytes.length; ) {
                socket.setSoTimeout(left());
                int more = in.read(bytes, read, bytes.length - read);
                if (more < 0) {
                    throw new ProtocolException("an answer that ends too early");
                }
                read += more;
            }
            Message answer = parse(bytes, bytes.length);
            if (answer == null || !answers(query, answer)) {
                throw new ProtocolException("an answer to another question");
            }
            return answer;
        }
    }

    private static @Nullable Message parse(byte[] bytes, int length) {
        try {
            return new Message(java.util.Arrays.copyOf(bytes, length));
        } catch (IOException | IllegalArgumentException e) {
            // No DNS message: not an answer.
            return null;
        }
    }

    private static boolean answers(Message query, Message answer) {
        Record asked = query.getQuestion();
        Record told = answer.getQuestion();
        return answer.getHeader().getID() == query.getHeader().getID()
                && answer.getHeader().getFlag(org.xbill.DNS.Flags.QR)
                && (told == null || told.equals(asked));
    }

    private int left() throws SocketTimeoutException {
        return deadline.left();
    }
}
