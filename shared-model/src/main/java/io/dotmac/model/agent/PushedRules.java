package io.dotmac.model.agent;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// What a configuration from the server may hold: it sets what is probed and how often, and cannot carry a secret, take
/// one from elsewhere than the places that are meant for it, or widen what the agent may do.
public final class PushedRules {
    /// Top-level keys that it may have; all others stand in the agent's own file alone.
    public static final Set<String> KEYS = Set.of("health-interval", "interval", "spool", "targets");

    private static final Pattern REFERENCE = Pattern.compile("\\$\\{env:DOTMAC_[A-Z0-9_]+}");
    private static final Pattern ANY_REFERENCE = Pattern.compile("\\$\\{env:[^}]*}");
    private static final Pattern SECRET = Pattern.compile("(?i).*(password|token|community|secret|-key|^key)$");
    private static final Pattern SECRET_HEADER = Pattern.compile("(?i).*(authorization|cookie|token|secret|key).*");
    private static final Pattern LOG_IN = Pattern.compile("(?i)[a-z][a-z0-9+.-]*://[^/@\\s]*@.*");

    private PushedRules() {}

    /// Everything that is wrong with it, best shown whole.
    public static List<String> violations(JsonNode tree) {
        List<String> found = new ArrayList<>();
        if (!tree.isObject()) {
            return List.of("configuration must be a mapping of keys to values");
        }
        for (Map.Entry<String, JsonNode> entry : tree.properties()) {
            if (!KEYS.contains(entry.getKey())) {
                found.add(entry.getKey() + " may stand in the agent's own file alone; from the server come "
                        + String.join(", ", new TreeSet<>(KEYS)));
            }
            walk(entry.getKey(), entry.getKey(), entry.getValue(), found);
        }
        return found;
    }

    private static void walk(String path, String key, JsonNode node, List<String> found) {
        if (node.isObject()) {
            boolean headers = key.equals("headers");
            for (Map.Entry<String, JsonNode> entry : node.properties()) {
                String at = path + "." + entry.getKey();
                if (headers && SECRET_HEADER.matcher(entry.getKey()).matches()) {
                    secret(at, entry.getValue().asText(), found);
                }
                walk(at, entry.getKey(), entry.getValue(), found);
            }
        } else if (node.isArray()) {
            for (int index = 0; index < node.size(); index++) {
                walk(path + "[" + index + "]", key, node.get(index), found);
            }
        } else if (node.isValueNode() && !node.isNull()) {
            value(path, key, node.asText(), found);
        }
    }

    private static void value(String path, String key, String text, List<String> found) {
        if (key.endsWith("-file")) {
            boolean secret = SECRET.matcher(key.substring(0, key.length() - "-file".length()))
                    .matches();
            if (text.startsWith("/") || text.contains("..") || text.contains("\\")) {
                found.add(path + " must name a file beside the agent's own, without / in front and without ..");
            } else if (secret && !text.startsWith("secrets/")) {
                found.add(path + " must name a file in the folder secrets beside the agent's own: secrets/NAME");
            }
            return;
        }
        if (SECRET.matcher(key).matches()) {
            secret(path, text, found);
            return;
        }
        if (LOG_IN.matcher(text).matches()) {
            found.add(path + " has a log-in in its address, which is a secret; use username and password-file");
        }
        if (ANY_REFERENCE.matcher(text).find()) {
            found.add(path + " takes from the environment; from the server only secrets may");
        }
    }

    private static void secret(String path, String text, List<String> found) {
        if (!REFERENCE.matcher(text).matches()) {
            found.add(path + " must not hold a secret: use ${env:DOTMAC_...} or the key with -file");
        }
    }
}
