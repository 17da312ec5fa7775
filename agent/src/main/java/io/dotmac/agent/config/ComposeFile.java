package io.dotmac.agent.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.dotmac.agent.config.DockerConfig.Wanted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/// Which containers a Compose file asks for: one of each service that has no profile and at least one replica.
final class ComposeFile {
    private static final long MAX_BYTES = 1 << 20;

    private ComposeFile() {}

    static List<Wanted> read(Path file, Consumer<String> wrong) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                wrong.accept("names " + file + ", which has more than 1 MiB");
                return List.of();
            }
            return services(YamlTree.read(Files.readString(file)), file);
        } catch (YamlTree.Unreadable e) {
            wrong.accept("names " + file + ", which is not valid YAML: " + e.getMessage());
        } catch (IOException e) {
            wrong.accept("names " + file + ", which cannot be read");
        }
        return List.of();
    }

    private static List<Wanted> services(JsonNode tree, Path file) {
        String project = tree.path("name").asText(folder(file));
        List<Wanted> wanted = new ArrayList<>();
        tree.path("services").properties().forEach(entry -> {
            JsonNode service = entry.getValue();
            boolean off = !service.path("profiles").isEmpty()
                    || service.path("deploy").path("replicas").asInt(1) == 0
                    || service.path("scale").asInt(1) == 0;
            if (!off) {
                wanted.add(new Wanted(
                        service.path("container_name").asText(project + "-" + entry.getKey() + "-1"),
                        Optional.ofNullable(service.path("image").asText(null)).filter(image -> !image.contains("$")),
                        Optional.of(project),
                        Optional.of(entry.getKey())));
            }
        });
        return wanted;
    }

    /// What Compose calls a project without a name.
    private static String folder(Path file) {
        Path parent = file.toAbsolutePath().normalize().getParent();
        Path name = parent == null ? null : parent.getFileName();
        return name == null
                ? "default"
                : name.toString().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_-]", "");
    }
}
