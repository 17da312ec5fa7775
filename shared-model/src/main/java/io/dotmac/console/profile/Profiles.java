package io.dotmac.console.profile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import okhttp3.HttpUrl;

/// The profiles of an operator, one file for both consoles:
///
/// ```yaml
/// profiles:
///   - {name: lagos, url: "https://ops.example.net", email: a@example.net, protected: true, agent-config: agent.yaml}
/// ```
///
/// @param all in the order of the file; the first is the default
public record Profiles(List<Profile> all) {
    private static final Set<String> KEYS = Set.of("name", "url", "email", "protected", "agent-config");

    /// Copies the list.
    public Profiles {
        all = List.copyOf(all);
    }

    /// The file has something wrong; the message lists all of it, one line each.
    public static final class Invalid extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Invalid(List<String> errors) {
            super(String.join("\n", errors));
        }
    }

    /// Reads `file`; an absent one has no profiles. Throws [Invalid] when it has something wrong.
    public static Profiles load(Path file) {
        if (!Files.exists(file)) {
            return new Profiles(List.of());
        }
        try {
            Path folder = file.toAbsolutePath().getParent();
            return parse(Files.readString(file), folder == null ? Path.of("") : folder);
        } catch (IOException e) {
            throw new UncheckedIOException("profiles " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /// Reads the text of a file whose relative paths start from `folder`.
    static Profiles parse(String yaml, Path folder) {
        List<String> errors = new ArrayList<>();
        List<Profile> profiles = new ArrayList<>();
        JsonNode root;
        try {
            root = new YAMLMapper().readTree(yaml);
        } catch (JsonProcessingException e) {
            throw new Invalid(
                    List.of("profiles.yaml is no YAML, line " + e.getLocation().getLineNr()));
        }
        if (!root.isObject() && !root.isMissingNode() && !root.isNull()) {
            throw new Invalid(List.of("profiles.yaml must be a list under profiles"));
        }
        root.properties().forEach(entry -> {
            if (!entry.getKey().equals("profiles")) {
                errors.add(entry.getKey() + " is unknown, must be profiles");
            }
        });
        int index = 0;
        for (JsonNode node : root.path("profiles")) {
            read(node, "profiles[" + index++ + "]", folder, profiles, errors);
        }
        if (!errors.isEmpty()) {
            throw new Invalid(errors);
        }
        return new Profiles(profiles);
    }

    /// The profile of that name.
    public Optional<Profile> named(String name) {
        return all.stream().filter(profile -> profile.name().equals(name)).findFirst();
    }

    /// These and one more, which replaces one of its name.
    public Profiles with(Profile profile) {
        List<Profile> next = new ArrayList<>(all);
        next.removeIf(other -> other.name().equals(profile.name()));
        next.add(profile);
        return new Profiles(next);
    }

    private static void read(JsonNode node, String at, Path folder, List<Profile> profiles, List<String> errors) {
        int before = errors.size();
        node.properties().forEach(entry -> {
            if (!KEYS.contains(entry.getKey())) {
                errors.add(at + "." + entry.getKey() + " is unknown, must be one of agent-config, email, name, "
                        + "protected, url");
            }
        });
        String name = node.path("name").asText("");
        HttpUrl url = HttpUrl.parse(node.path("url").asText(""));
        if (url == null) {
            errors.add(at + ".url is \"" + node.path("url").asText("") + "\", must be an http or https address");
        }
        JsonNode guarded = node.path("protected");
        if (!guarded.isMissingNode() && !guarded.isBoolean()) {
            errors.add(at + ".protected is " + guarded.asText() + ", must be true or false");
        }
        if (profiles.stream().anyMatch(profile -> profile.name().equals(name))) {
            errors.add(at + ".name is " + name + ", which another profile has");
        }
        if (url == null || errors.size() > before) {
            return;
        }
        Optional<Path> agentConfig = Optional.of(node.path("agent-config").asText(""))
                .filter(text -> !text.isEmpty())
                .map(folder::resolve);
        try {
            profiles.add(new Profile(name, url, node.path("email").asText(""), guarded.asBoolean(false), agentConfig));
        } catch (IllegalArgumentException e) {
            errors.add(at + ": " + e.getMessage());
        }
    }
}
