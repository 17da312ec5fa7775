package io.dotmac.server.platform.config;

import java.util.List;

/// The settings cannot be used; the message lists everything that is wrong with them.
public final class ConfigException extends RuntimeException {
    private final transient List<String> violations;

    ConfigException(List<String> violations) {
        super("configuration has " + violations.size() + (violations.size() == 1 ? " error" : " errors")
                + violations.stream().map(line -> "\n  - " + line).reduce("", String::concat));
        this.violations = List.copyOf(violations);
    }

    /// One line each: key, value, what is allowed.
    public List<String> violations() {
        return violations;
    }
}
