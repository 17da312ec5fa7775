package io.dotmac.agent.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/// One mapping of the YAML while it is read: takes values by key, notes what is wrong, knows which keys were asked for.
final class Section {
    private static final Pattern ENVIRONMENT = Pattern.compile("\\$\\{env:([A-Za-z_][A-Za-z0-9_]*)}");
    private static final int MAX_TEXT = 1024;

    private final String path;
    private final JsonNode node;
    private final Source source;
    private final Set<String> known = new TreeSet<>();

    /// What all sections of a file share.
    ///
    /// @param environment for `${env:NAME}`
    /// @param folder that relative paths start from
    /// @param violations what is wrong so far
    record Source(Map<String, String> environment, Path folder, List<String> violations) {}

    Section(String path, JsonNode node, Source source) {
        this.path = path;
        this.node = node;
        this.source = source;
        if (!node.isObject() && !node.isMissingNode()) {
            wrong("must be a mapping of keys to values");
        }
    }

    /// Where this section stands, for messages.
    String at(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    void violation(String key, String what) {
        source.violations().add(at(key) + " " + what);
    }

    private void wrong(String what) {
        source.violations().add((path.isEmpty() ? "configuration" : path) + " " + what);
    }

    private JsonNode child(String key) {
        known.add(key);
        JsonNode child = node.path(key);
        return child.isNull() ? MissingNode.getInstance() : child;
    }

    boolean has(String key) {
        return !child(key).isMissingNode();
    }

    Section section(String key) {
        return new Section(at(key), child(key), source);
    }

    List<Section> sections(String key) {
        JsonNode child = child(key);
        List<Section> sections = new ArrayList<>();
        if (!child.isMissingNode() && !child.isArray()) {
            violation(key, "must be a list");
            return sections;
        }
        for (int index = 0; index < child.size(); index++) {
            sections.add(new Section(at(key) + "[" + index + "]", child.get(index), source));
        }
        return sections;
    }

    @Nullable String optional(String key) {
        JsonNode child = child(key);
        if (child.isMissingNode()) {
            return null;
        }
        if (!child.isValueNode()) {
            violation(key, "must be one value");
            return null;
        }
        return substituted(key, child.asText());
    }

    private @Nullable String substituted(String key, String text) {
        if (text.length() > MAX_TEXT) {
            violation(key, "has " + text.length() + " characters, at most " + MAX_TEXT);
            return null;
        }
        Matcher matcher = ENVIRONMENT.matcher(text);
        StringBuilder result = new StringBuilder();
        while (matcher.find()) {
            String value = source.environment().get(matcher.group(1));
            if (value == null) {
                violation(key, "asks for the environment variable " + matcher.group(1) + ", which is not set");
                return null;
            }
            matcher.appendReplacement(result, Matcher.quoteReplacement(value));
        }
        return matcher.appendTail(result).toString();
    }

    String required(String key) {
        String text = optional(key);
        if (text != null && !text.isBlank()) {
            return text;
        }
        if (text != null || !has(key)) {
            violation(key, "is missing");
        }
        return "";
    }

    String text(String key, String otherwise) {
        String text = optional(key);
        return text == null ? otherwise : text;
    }

    List<String> texts(String key) {
        JsonNode child = child(key);
        List<String> texts = new ArrayList<>();
        if (!child.isMissingNode() && !child.isArray()) {
            violation(key, "must be a list");
            return texts;
        }
        for (JsonNode each : child) {
            Optional.ofNullable(substituted(key, each.asText())).ifPresent(texts::add);
        }
        return texts;
    }

    /// A regular expression.
    @Nullable Pattern pattern(String key) {
        String text = optional(key);
        try {
            return text == null ? null : Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            violation(key, "is " + text + ", must be a regular expression: " + e.getDescription());
            return null;
        }
    }

    /// A mapping of names to texts.
    Map<String, String> pairs(String key) {
        JsonNode child = child(key);
        Map<String, String> pairs = new LinkedHashMap<>();
        if (!child.isMissingNode() && !child.isObject()) {
            violation(key, "must be a mapping of names to texts");
            return pairs;
        }
        child.properties().forEach(entry -> {
            String value =
                    substituted(key + "." + entry.getKey(), entry.getValue().asText());
            if (!entry.getKey().matches("[A-Za-z0-9-]{1,64}") || (value != null && !value.matches("[\\x20-\\x7e]*"))) {
                violation(key, "has " + entry.getKey() + ", which is no name or has no plain text");
            } else if (value != null) {
                pairs.put(entry.getKey(), value);
            }
        });
        return pairs;
    }

    int integer(String key, int otherwise, int min, int max) {
        String text = optional(key);
        if (text == null) {
            return otherwise;
        }
        if (text.matches("-?[0-9]{1,9}")) {
            int value = Integer.parseInt(text);
            if (value >= min && value <= max) {
                return value;
            }
        }
        violation(key, "is " + text + ", must be a whole number from " + min + " to " + max);
        return otherwise;
    }

    boolean flag(String key, boolean otherwise) {
        String text = optional(key);
        if (text == null) {
            return otherwise;
        }
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> {
                violation(key, "is " + text + ", must be true or false");
                yield otherwise;
            }
        };
    }

    String choice(String key, String otherwise, List<String> choices) {
        String text = optional(key);
        if (text == null) {
            return otherwise;
        }
        for (String choice : choices) {
            if (choice.equalsIgnoreCase(text)) {
                return choice;
            }
        }
        violation(key, "is " + text + ", must be one of " + String.join(", ", choices));
        return otherwise;
    }

    Duration duration(String key, Duration otherwise, Duration min, Duration max) {
        String text = optional(key);
        if (text == null) {
            return otherwise;
        }
        Optional<Duration> read = Units.duration(text);
        if (read.isPresent() && read.get().compareTo(min) >= 0 && read.get().compareTo(max) <= 0) {
            return read.get();
        }
        violation(key, "is " + text + ", must be a time from " + Units.text(min) + " to " + Units.text(max));
        return otherwise;
    }

    long bytes(String key, long otherwise, long min, long max) {
        String text = optional(key);
        if (text == null) {
            return otherwise;
        }
        Optional<Long> read = Units.bytes(text);
        if (read.isPresent() && read.get() >= min && read.get() <= max) {
            return read.get();
        }
        violation(key, "is " + text + ", must be a size from " + Units.text(min) + " to " + Units.text(max));
        return otherwise;
    }

    Path file(String text) {
        return source.folder().resolve(text);
    }

    /// A file that can be read; absent when the key is.
    @Nullable Path readable(String key) {
        String text = optional(key);
        if (text == null) {
            return null;
        }
        if (!Files.isReadable(file(text))) {
            violation(key, "is " + text + ", which cannot be read");
        }
        return file(text);
    }

    /// `password` or `password-file`, not both.
    @Nullable Secret secret() {
        return secret("password");
    }

    /// `key` or `key-file`, not both.
    @Nullable Secret secret(String key) {
        String plain = optional(key);
        String file = optional(key + "-file");
        if (plain != null && file != null) {
            violation(key, "and " + key + "-file are both set, choose one");
        }
        if (file == null) {
            return plain == null ? null : new Secret.Plain(plain);
        }
        if (!Files.isReadable(file(file))) {
            violation(key + "-file", "is " + file + ", which cannot be read");
        }
        return new Secret.InFile(file(file));
    }

    /// To be called last: every key that nobody asked for is wrong.
    void refuseOthers() {
        node.fieldNames().forEachRemaining(key -> {
            if (!known.contains(key)) {
                violation(key, "is not a known key" + Nearest.hint(key, known));
            }
        });
    }
}
