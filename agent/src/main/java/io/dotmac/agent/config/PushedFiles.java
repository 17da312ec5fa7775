package io.dotmac.agent.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// Whether the files that the server has secrets read from are meant for that, wherever a link leads.
final class PushedFiles {
    private static final String FOLDER = "secrets";

    private PushedFiles() {}

    /// @param folder of the agent's own file
    /// @param violations takes what is wrong
    static void check(JsonNode node, Path folder, List<String> violations) {
        node.properties().forEach(entry -> {
            String key = entry.getKey();
            if (key.endsWith("-file") && !key.equals("ca-file")) {
                Path file = folder.resolve(entry.getValue().asText());
                if (leaves(file, folder.resolve(FOLDER))) {
                    violations.add(key + " " + entry.getValue().asText() + " leads out of the folder " + FOLDER);
                }
            }
            check(entry.getValue(), folder, violations);
        });
        if (node.isArray()) {
            node.forEach(each -> check(each, folder, violations));
        }
    }

    private static boolean leaves(Path file, Path secrets) {
        try {
            return !file.toRealPath().startsWith(secrets.toRealPath());
        } catch (IOException e) {
            // That it cannot be read is said by who reads it.
            return false;
        }
    }
}
