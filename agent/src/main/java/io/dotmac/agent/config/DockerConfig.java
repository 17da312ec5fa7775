package io.dotmac.agent.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The container engine that the agent watches.
///
/// @param host `unix:///...` or, for a proxy that lets only reads through, `tcp://...`
/// @param expected containers that should be there
/// @param allowRestart whether a console may have a container restarted
public record DockerConfig(URI host, List<Wanted> expected, boolean allowRestart) {
    /// Copies the list.
    public DockerConfig {
        expected = List.copyOf(expected);
    }

    /// A container that should be there.
    ///
    /// @param name of the container
    /// @param image that it is made from, where known
    /// @param project of Compose
    /// @param service of Compose
    public record Wanted(String name, Optional<String> image, Optional<String> project, Optional<String> service) {}

    static DockerConfig from(Section section) {
        URI host = host(section);
        List<Wanted> expected = new ArrayList<>();
        for (String name : section.texts("expected")) {
            expected.add(new Wanted(name, Optional.empty(), Optional.empty(), Optional.empty()));
        }
        for (String file : section.texts("compose-files")) {
            expected.addAll(ComposeFile.read(section.file(file), what -> section.violation("compose-files", what)));
        }
        DockerConfig config = new DockerConfig(host, expected, section.flag("allow-restart", false));
        section.refuseOthers();
        return config;
    }

    private static URI host(Section section) {
        String url = section.optional("url");
        String socket = section.optional("socket");
        if (url != null && socket != null) {
            section.violation("url", "and socket are both set, choose one");
        }
        if (url == null) {
            Path path = section.file(socket == null ? "/var/run/docker.sock" : socket);
            return URI.create("unix://" + path.toAbsolutePath());
        }
        if (!url.matches("tcp://[A-Za-z0-9.-]{1,253}:[0-9]{1,5}")) {
            section.violation("url", "is " + url + ", must be tcp://host:port");
            return URI.create("tcp://127.0.0.1:1");
        }
        return URI.create(url);
    }
}
