package io.dotmac.packaging.bench;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `dotmac-demo agent-targets`: what the agent meets while its start cache is made, a PostgreSQL and a Redis that
/// answer and a server that knows nobody.
@Command(
        name = "agent-targets",
        description = "Start servers for an agent to watch, write FOLDER/agent.yaml, run until the input ends.",
        hidden = true)
public final class AgentTargets implements Callable<Integer> {
    @Parameters(paramLabel = "FOLDER", description = "Holds the servers' data and the agent's files.")
    private Path folder = Path.of("");

    @Override
    public Integer call() throws IOException, GeneralSecurityException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        try (Probed probed = Probed.start(folder.resolve("servers"))) {
            server.start();
            enrol(Files.createDirectories(folder.resolve("state")));
            Path config = Files.writeString(
                    folder.resolve("agent.yaml.new"),
                    """
                    server: {url: "http://127.0.0.1:%d"}
                    node: {name: training}
                    state-dir: state
                    interval: 1s
                    health-interval: 500ms
                    metrics: {port: 0}
                    targets:
                    """.formatted(server.getAddress().getPort()) + "- "
                            + String.join("\n- ", List.of(probed.postgresql(), probed.redis(), probed.tcp())) + "\n");
            Files.move(config, folder.resolve("agent.yaml"), StandardCopyOption.ATOMIC_MOVE);
            System.in.transferTo(OutputStream.nullOutputStream());
        } finally {
            server.stop(0);
        }
        return 0;
    }

    /// As `dotmac-agent enrol` leaves it.
    private static void enrol(Path state) throws IOException, GeneralSecurityException {
        KeyPairGenerator keys = KeyPairGenerator.getInstance("EC");
        keys.initialize(new ECGenParameterSpec("secp256r1"));
        byte[] key = keys.generateKeyPair().getPrivate().getEncoded();
        Files.writeString(state.resolve("agent.key"), Base64.getEncoder().encodeToString(key));
        Files.writeString(
                state.resolve("node.json"),
                "{\"node\": \"%s\", \"tenant\": \"training\"}".formatted(UUID.randomUUID()));
    }
}
