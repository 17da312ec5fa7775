package io.dotmac.server.platform.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.dotmac.server.platform.config.Settings.Entry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Stream;

/// Reads the two kinds of files that hold settings.
final class SettingsFiles {
    private SettingsFiles() {}

    /// Flattens a YAML file to dotted keys; a missing file is empty.
    static Map<String, Entry> yaml(Path file) {
        Map<String, Entry> entries = new HashMap<>();
        if (Files.exists(file)) {
            try {
                flatten("", new YAMLMapper().readTree(file.toFile()), file.toString(), entries);
            } catch (IOException e) {
                throw new ConfigException(List.of(file + " is not valid YAML: "
                        + String.valueOf(e.getMessage()).lines().findFirst().orElse("")));
            }
        }
        return entries;
    }

    /// Reads `NAME=value` lines; blank lines and lines that begin with `#` are skipped.
    static SequencedMap<String, String> dotEnv(Path file) {
        SequencedMap<String, String> variables = new java.util.LinkedHashMap<>();
        if (Files.exists(file)) {
            try {
                for (String line : Files.readAllLines(file)) {
                    int equals = line.indexOf('=');
                    if (!line.isBlank() && !line.strip().startsWith("#") && equals > 0) {
                        variables.put(
                                line.substring(0, equals).strip(),
                                unquoted(line.substring(equals + 1).strip()));
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return variables;
    }

    /// A secret that is alone in a file; a line's end after it does not count.
    static String secret(Path file) throws IOException {
        return Files.readString(file).stripTrailing();
    }

    /// The same later, when the file may be away for a moment.
    static String secretAgain(Path file) {
        try {
            return secret(file);
        } catch (IOException e) {
            throw new SecretsUnavailable(file + " cannot be read");
        }
    }

    /// Files of a folder whose names are settings, as systemd hands credentials to a service.
    static Map<String, Entry> credentials(Path folder, Set<String> sections) {
        Map<String, Entry> entries = new HashMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                int dot = name.indexOf('.');
                if (dot > 0 && sections.contains(name.substring(0, dot))) {
                    entries.put(name, new Entry(secret(file), file.toString(), () -> secretAgain(file)));
                }
            }
        } catch (IOException e) {
            throw new ConfigException(List.of("CREDENTIALS_DIRECTORY is " + folder + ", which cannot be read"));
        }
        return entries;
    }

    private static String unquoted(String text) {
        boolean quoted = text.length() > 1
                && (text.charAt(0) == '"' || text.charAt(0) == '\'')
                && text.charAt(0) == text.charAt(text.length() - 1);
        return quoted ? text.substring(1, text.length() - 1) : text;
    }

    private static void flatten(String prefix, JsonNode node, String source, Map<String, Entry> into) {
        if (node.isArray()) {
            List<String> words = new ArrayList<>();
            node.forEach(word -> words.add(word.asText()));
            into.put(prefix, new Entry(String.join(",", words), source));
        } else if (node.isObject()) {
            node.properties()
                    .forEach(child -> flatten(
                            (prefix.isEmpty() ? "" : prefix + ".")
                                    + child.getKey().replace('_', '-'),
                            child.getValue(),
                            source,
                            into));
        } else if (!node.isMissingNode() && !node.isNull()) {
            into.put(prefix, new Entry(node.asText(), source));
        }
    }
}
