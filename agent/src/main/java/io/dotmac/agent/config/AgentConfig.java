package io.dotmac.agent.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dotmac.model.agent.PushedRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// All that an agent is told: where the server is, who it is itself, what to probe and how often.
///
/// @param server absent when the agent only probes
/// @param nodeName unique in the tenant
/// @param stateDir holds the key, the node's id and the spool
/// @param healthInterval between two checks of a target
/// @param interval between two regular reports
/// @param spool how much is kept while the server is away
/// @param targets what to probe
/// @param schedules how often, by target
/// @param pushed names of the targets that the server wants
/// @param docker container engine to watch, absent when there is none
/// @param kubernetes cluster to watch, absent when there is none
/// @param metrics where figures can be fetched, absent when they are not served
public record AgentConfig(
        @Nullable ServerConfig server,
        String nodeName,
        Path stateDir,
        Duration healthInterval,
        Duration interval,
        SpoolConfig spool,
        List<TargetConfig> targets,
        Map<String, Schedule> schedules,
        Set<String> pushed,
        @Nullable DockerConfig docker,
        @Nullable KubernetesConfig kubernetes,
        @Nullable MetricsConfig metrics) {
    private static final long MAX_FILE_BYTES = 1 << 20;

    /// Copies the collections.
    public AgentConfig {
        targets = List.copyOf(targets);
        schedules = Map.copyOf(schedules);
        pushed = Set.copyOf(pushed);
    }

    /// How often `target` is checked.
    public Schedule schedule(TargetConfig target) {
        return schedules.getOrDefault(target.name(), Schedule.every(target.usualInterval(healthInterval)));
    }

    /// Reads a file; relative paths in it start from its folder. Throws [InvalidConfig] with all that is wrong.
    public static AgentConfig load(Path file) {
        try {
            if (Files.size(file) > MAX_FILE_BYTES) {
                throw new InvalidConfig(List.of(file + " has more than 1 MiB, which no configuration needs"));
            }
            Path folder = file.toAbsolutePath().getParent();
            return parse(Files.readString(file), System.getenv(), folder == null ? Path.of("") : folder);
        } catch (IOException e) {
            throw InvalidConfig.unreadable(file, e);
        }
    }

    /// Reads text; relative paths in it start from the working folder.
    public static AgentConfig parse(String yaml, Map<String, String> environment) {
        return parse(yaml, environment, Path.of(""));
    }

    private static AgentConfig parse(String yaml, Map<String, String> environment, Path folder) {
        List<String> violations = new ArrayList<>();
        AgentConfig config =
                from(new Section("", tree(yaml), new Section.Source(environment, folder, violations)), Set.of());
        if (!violations.isEmpty()) {
            throw new InvalidConfig(violations);
        }
        return config;
    }

    /// The local text with what the server pushed joined in; throws [InvalidConfig] with all that is wrong.
    ///
    /// The local file has the last word: a key that it sets stays as it is. Targets are joined by name; of two with
    /// the same name the local one holds. What may be pushed at all is told by [PushedRules].
    static AgentConfig merged(String local, String pushed, Map<String, String> environment, Path folder) {
        JsonNode theirs = tree(pushed);
        List<String> violations = new ArrayList<>(theirs.isMissingNode() ? List.of() : PushedRules.violations(theirs));
        JsonNode ours = tree(local);
        ObjectNode joined = YamlTree.object();
        theirs.properties().forEach(entry -> joined.set(entry.getKey(), entry.getValue()));
        ours.properties().forEach(entry -> {
            boolean targets =
                    entry.getKey().equals("targets") && entry.getValue().isArray();
            joined.set(entry.getKey(), targets ? targets(entry.getValue(), theirs.path("targets")) : entry.getValue());
        });
        Set<String> wanted = names(theirs.path("targets"));
        wanted.removeAll(names(ours.path("targets")));
        PushedFiles.check(theirs.path("targets"), folder, violations);
        Section.Source source = new Section.Source(environment, folder, violations);
        AgentConfig config = from(new Section("", joined, source), wanted);
        if (!violations.isEmpty()) {
            throw new InvalidConfig(violations);
        }
        return config;
    }

    private static Set<String> names(JsonNode targets) {
        Set<String> names = new HashSet<>();
        targets.forEach(target -> names.add(target.path("name").asText()));
        return names;
    }

    private static JsonNode targets(JsonNode ours, JsonNode theirs) {
        ArrayNode all = YamlTree.array();
        Set<String> names = names(ours);
        ours.forEach(all::add);
        theirs.forEach(target -> {
            if (!names.contains(target.path("name").asText())) {
                all.add(target);
            }
        });
        return all;
    }

    private static JsonNode tree(String yaml) {
        try {
            return YamlTree.read(yaml);
        } catch (YamlTree.Unreadable e) {
            throw new InvalidConfig(List.of("not valid YAML: " + e.getMessage()));
        }
    }

    private static AgentConfig from(Section root, Set<String> pushed) {
        ServerConfig server = root.has("server") ? ServerConfig.from(root.section("server")) : null;
        Section node = root.section("node");
        String name = node.required("name");
        if (!name.isEmpty() && !name.matches("[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")) {
            node.violation("name", "is " + name + ", must be 1 to 64 letters, digits, '-', '_' or '.'");
        }
        node.refuseOthers();
        Duration healthInterval =
                root.duration("health-interval", Duration.ofSeconds(2), Duration.ofMillis(500), Duration.ofMinutes(5));
        Duration interval =
                root.duration("interval", Duration.ofSeconds(10), Duration.ofSeconds(1), Duration.ofMinutes(10));
        if (interval.compareTo(healthInterval) < 0) {
            root.violation("interval", "is " + Units.text(interval) + ", must be at least health-interval");
        }
        Map<String, Schedule> schedules = new HashMap<>();
        AgentConfig config = new AgentConfig(
                server,
                name,
                root.file(root.text("state-dir", "/var/lib/dotmac-agent")),
                healthInterval,
                interval,
                SpoolConfig.from(root.section("spool")),
                TargetConfig.all(root, healthInterval, schedules),
                schedules,
                pushed,
                root.has("docker") ? DockerConfig.from(root.section("docker")) : null,
                root.has("kubernetes") ? KubernetesConfig.from(root.section("kubernetes")) : null,
                root.has("metrics") ? MetricsConfig.from(root.section("metrics")) : null);
        root.refuseOthers();
        return config;
    }
}
