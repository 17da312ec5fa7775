package io.dotmac.agent.probe.postgresql;

import io.dotmac.agent.probe.Deadline;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/// PgBouncer's administration console: as much of PostgreSQL's protocol as it speaks.
///
/// The driver is of no use here: it begins with a `SET`, which the console allows to administrators alone. Used by one
/// thread.
final class Console implements AutoCloseable {
    private static final int PROTOCOL_3 = 196_608;
    private static final int SSL_REQUEST = 80_877_103;
    private static final int MAX_MESSAGE = 4 << 20;

    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;
    private Deadline deadline;

    /// The pooler refuses, in its own words.
    static final class Refused extends IOException {
        private static final long serialVersionUID = 1;

        private final boolean atLogIn;

        Refused(String message) {
            this(message, false);
        }

        Refused(String message, boolean atLogIn) {
            super(message);
            this.atLogIn = atLogIn;
        }

        boolean atLogIn() {
            return atLogIn;
        }
    }

    private Console(Socket socket, Deadline deadline) throws IOException {
        this.socket = socket;
        this.deadline = deadline;
        this.in = new DataInputStream(socket.getInputStream());
        // A message in pieces is none to PgBouncer.
        this.out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
    }

    /// Logs in.
    ///
    /// @param tls whether to insist on TLS with a verified certificate
    /// @param deadline of the log-in and of what follows, until [#within(Deadline)] sets another
    static Console open(String host, int port, boolean tls, String user, String password, Deadline deadline)
            throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(deadline.address(host), port), deadline.left());
            socket.setSoTimeout(deadline.left());
            Console console = new Console(tls ? secured(socket, host) : socket, deadline);
            console.logIn(user, password);
            return console;
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    /// What is asked from now on must be answered by then.
    void within(Deadline next) {
        deadline = next;
    }

    private static Socket secured(Socket plain, String host) throws IOException {
        plain.getOutputStream()
                .write(ByteBuffer.allocate(8).putInt(8).putInt(SSL_REQUEST).array());
        if (plain.getInputStream().read() != 'S') {
            throw new Refused("offers no TLS");
        }
        SSLSocket secure = (SSLSocket)
                ((SSLSocketFactory) SSLSocketFactory.getDefault()).createSocket(plain, host, plain.getPort(), true);
        SSLParameters parameters = secure.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secure.setSSLParameters(parameters);
        secure.startHandshake();
        return secure;
    }

    private static final class Message {
        private final char type;
        private final byte[] body;

        Message(char type, byte[] body) {
            this.type = type;
            this.body = body;
        }

        char type() {
            return type;
        }

        byte[] body() {
            return body;
        }

        int number() {
            return ByteBuffer.wrap(body).getInt();
        }

        /// The text of an error, without the rest of its fields.
        String error() {
            String[] fields = new String(body, StandardCharsets.UTF_8).split("\0", -1);
            for (String field : fields) {
                if (field.startsWith("M")) {
                    return field.substring(1);
                }
            }
            return "an error without words";
        }
    }

    private void logIn(String user, String password) throws IOException {
        byte[] parameters = ("user\0" + user + "\0database\0pgbouncer\0application_name\0dotmac-agent\0\0")
                .getBytes(StandardCharsets.UTF_8);
        out.writeInt(parameters.length + 8);
        out.writeInt(PROTOCOL_3);
        out.write(parameters);
        out.flush();
        ScramLogIn scram = new ScramLogIn(password);
        while (true) {
            Message message = receive();
            switch (message.type()) {
                case 'R' -> authenticate(message, user, password, scram);
                case 'E' -> throw new Refused(message.error(), true);
                case 'Z' -> {
                    return;
                }
                default -> {
                    // Settings and notices.
                }
            }
        }
    }

    private void authenticate(Message message, String user, String password, ScramLogIn scram) throws IOException {
        byte[] body = message.body();
        switch (message.number()) {
            case 0, 12 -> {
                // Done, or about to be.
            }
            case 3 -> send('p', text(password));
            case 5 ->
                send('p', text(md5(user, password, ByteBuffer.wrap(body, 4, 4).slice())));
            case 10 -> {
                byte[] first = scram.first();
                byte[] name = text("SCRAM-SHA-256");
                send(
                        'p',
                        ByteBuffer.allocate(name.length + 4 + first.length)
                                .put(name)
                                .putInt(first.length)
                                .put(first)
                                .array());
            }
            case 11 -> send('p', scram.last(new String(body, 4, body.length - 4, StandardCharsets.UTF_8)));
            default ->
                throw new Refused("asks for a log-in of kind " + message.number() + ", which the agent does not know");
        }
    }

    private static String md5(String user, String password, ByteBuffer salt) {
        try {
            MessageDigest digest = MessageDigest.getInstance("MD5");
            String inner = HexFormat.of().formatHex(digest.digest((password + user).getBytes(StandardCharsets.UTF_8)));
            digest.update(inner.getBytes(StandardCharsets.US_ASCII));
            digest.update(salt);
            return "md5" + HexFormat.of().formatHex(digest.digest());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The rows that `SHOW what` gives. Versions differ in their columns: each is found by name, if it is there.
    List<Map<String, String>> show(String what) throws IOException {
        return run("SHOW " + what);
    }

    List<Map<String, String>> run(String command) throws IOException {
        send('Q', text(command));
        List<String> columns = List.of();
        List<Map<String, String>> rows = new ArrayList<>();
        String error = null;
        while (true) {
            Message message = receive();
            switch (message.type()) {
                case 'T' -> columns = columns(message);
                case 'D' -> rows.add(row(message, columns));
                case 'E' -> error = message.error();
                case 'Z' -> {
                    if (error != null) {
                        throw new Refused(error);
                    }
                    return rows;
                }
                default -> {
                    // The end of the rows, notices.
                }
            }
        }
    }

    private static List<String> columns(Message message) {
        ByteBuffer buffer = ByteBuffer.wrap(message.body());
        List<String> names = new ArrayList<>();
        for (int left = buffer.getShort(); left > 0; left--) {
            StringBuilder name = new StringBuilder();
            for (byte next = buffer.get(); next != 0; next = buffer.get()) {
                name.append((char) next);
            }
            names.add(name.toString().toLowerCase(Locale.ROOT));
            buffer.position(buffer.position() + 18);
        }
        return names;
    }

    private static Map<String, String> row(Message message, List<String> columns) {
        ByteBuffer buffer = ByteBuffer.wrap(message.body());
        Map<String, String> row = new HashMap<>();
        int count = buffer.getShort();
        for (int index = 0; index < count; index++) {
            int length = buffer.getInt();
            if (length < 0) {
                continue;
            }
            byte[] value = new byte[length];
            buffer.get(value);
            if (index < columns.size()) {
                row.put(columns.get(index), new String(value, StandardCharsets.UTF_8));
            }
        }
        return row;
    }

    private Message receive() throws IOException {
        socket.setSoTimeout(deadline.left());
        int type = in.read();
        if (type < 0) {
            throw new EOFException();
        }
        int length = in.readInt() - 4;
        if (length < 0 || length > MAX_MESSAGE) {
            throw new Refused("does not speak PostgreSQL");
        }
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            throw new EOFException();
        }
        return new Message((char) type, body);
    }

    private void send(char type, byte[] body) throws IOException {
        out.writeByte(type);
        out.writeInt(body.length + 4);
        out.write(body);
        out.flush();
    }

    private static byte[] text(String text) {
        return (text + "\0").getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // It was broken; there is nothing left to close.
            return;
        }
    }
}
