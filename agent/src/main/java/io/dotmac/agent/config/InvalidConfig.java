package io.dotmac.agent.config;

import java.util.List;

/// A configuration that cannot be used; lists everything that is wrong with it.
public final class InvalidConfig extends RuntimeException {
    private final transient List<String> violations;

    /// @param violations at least one, each naming the key, the value and what is allowed
    public InvalidConfig(List<String> violations) {
        super(String.join("\n", violations));
        this.violations = List.copyOf(violations);
    }

    /// One line each.
    public List<String> violations() {
        return violations;
    }
}
