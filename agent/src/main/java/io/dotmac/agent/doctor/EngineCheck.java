package io.dotmac.agent.doctor;

import io.dotmac.agent.config.AgentConfig;
import io.dotmac.agent.config.DockerConfig;
import io.dotmac.agent.config.KubernetesConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The ways to a container engine and to a cluster.
final class EngineCheck {
    private static final Path USUAL_SOCKET = Path.of("/var/run/docker.sock");
    private static final Path ACCOUNT = Path.of("/var/run/secrets/kubernetes.io/serviceaccount/token");
    private static final int CONNECT_MILLIS = 3_000;

    private final AgentConfig config;

    EngineCheck(AgentConfig config) {
        this.config = config;
    }

    List<Advice> advices() {
        List<Advice> advices = new ArrayList<>();
        DockerConfig docker = config.docker();
        if (docker != null) {
            advices.add(docker.host().getScheme().equals("unix") ? socket(docker.host()) : port(docker.host()));
        } else if (Files.exists(USUAL_SOCKET)) {
            advices.add(Advice.ok("docker", "an engine runs here and is not watched; docker: {} would watch it"));
        }
        KubernetesConfig kubernetes = config.kubernetes();
        if (kubernetes != null && kubernetes.kubeconfig() == null) {
            advices.add(
                    Files.isReadable(ACCOUNT)
                            ? Advice.ok("kubernetes", "the pod's account can be read")
                            : Advice.fail(
                                    "kubernetes",
                                    "there is no service account here: this is not a pod",
                                    "set kubernetes.kubeconfig instead of in-cluster"));
        } else if (kubernetes != null) {
            advices.add(Advice.ok("kubernetes", kubernetes.kubeconfig() + " can be read"));
        }
        return advices;
    }

    private static Advice socket(URI host) {
        Path path = Path.of(host.getPath());
        if (Files.notExists(path)) {
            return Advice.fail("docker", path + " is not there", "start the engine, or set docker.socket");
        }
        try {
            String answer = ping(UnixDomainSocketAddress.of(path));
            return answer.startsWith("HTTP/1.1 200")
                    ? Advice.ok("docker", path + " answers")
                    : Advice.fail("docker", path + " answers " + answer, "look at the engine");
        } catch (IOException e) {
            return Files.isReadable(path) && Files.isWritable(path)
                    ? Advice.fail("docker", path + " does not answer: " + e.getMessage(), "start the engine")
                    : Advice.fail(
                            "docker",
                            path + " may not be used by this user",
                            "set SupplementaryGroups=docker in the unit, or put a read-only proxy before it");
        }
    }

    private static String ping(SocketAddress address) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(address);
            channel.write(ByteBuffer.wrap("GET /_ping HTTP/1.1\r\nHost: docker\r\nConnection: close\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII)));
            ByteBuffer answer = ByteBuffer.allocate(256);
            channel.read(answer);
            String text = new String(answer.array(), 0, answer.position(), StandardCharsets.US_ASCII);
            return text.lines().findFirst().orElse("nothing");
        }
    }

    private static Advice port(URI host) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host.getHost(), host.getPort()), CONNECT_MILLIS);
            return Advice.ok("docker", host + " takes connections");
        } catch (IOException e) {
            return Advice.fail("docker", host + " takes no connection: " + e.getMessage(), "start the proxy there");
        }
    }
}
