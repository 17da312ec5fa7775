package io.dotmac.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.awaitility.Awaitility;

/// A real PgBouncer on loopback that pools by transaction; the test is skipped by name where it is not installed.
public final class LocalPgBouncer implements AutoCloseable {
    private static final Path PROGRAM = Path.of("/usr/sbin/pgbouncer");

    private final Process process;
    private final int port;

    private LocalPgBouncer(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /// Starts one before a PostgreSQL on loopback that trusts everybody.
    ///
    /// @param folder for its files; others may read it afterwards
    /// @param postgres port of the server
    /// @param connections most that it opens for each log-in
    public static LocalPgBouncer start(Path folder, int postgres, int connections) throws IOException {
        assumeTrue(Files.isExecutable(PROGRAM), PROGRAM + " is not installed");
        int port = LocalRedis.freePort();
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        Path users = Files.writeString(
                folder.resolve("users.txt"), "\"dotmac_app\" \"\"\n\"dotmac_owner\" \"\"\n\"postgres\" \"\"\n");
        Path ini =
                Files.writeString(folder.resolve("pgbouncer.ini"), """
                [databases]
                * = host=127.0.0.1 port=%d
                [pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = %d
                auth_type = trust
                auth_file = %s
                unix_socket_dir =
                pool_mode = transaction
                default_pool_size = %d
                ignore_startup_parameters = extra_float_digits
                """.formatted(postgres, port, users, connections));
        boolean root = "root".equals(System.getProperty("user.name"));
        ProcessBuilder command = root
                ? new ProcessBuilder(PROGRAM.toString(), "-u", "nobody", ini.toString())
                : new ProcessBuilder(PROGRAM.toString(), ini.toString());
        Process process = command.redirectErrorStream(true)
                .redirectOutput(folder.resolve("pgbouncer.log").toFile())
                .start();
        LocalPgBouncer pooler = new LocalPgBouncer(process, port);
        try {
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(pooler::answers);
        } catch (RuntimeException e) {
            pooler.close();
            throw new IOException("PgBouncer did not start: " + Files.readString(folder.resolve("pgbouncer.log")), e);
        }
        return pooler;
    }

    /// Port on 127.0.0.1.
    public int port() {
        return port;
    }

    private boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
