package io.dotmac.agent.config;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/// A configuration that cannot be used; lists everything that is wrong with it.
public final class InvalidConfig extends RuntimeException {
    private final transient List<String> violations;

    /// @param violations at least one, each naming the key, the value and what is allowed
    public InvalidConfig(List<String> violations) {
        super(String.join("\n", violations));
        this.violations = List.copyOf(violations);
    }

    /// A file that cannot be read, in words: an exception for a missing one says no more than its name.
    static InvalidConfig unreadable(Path file, IOException cause) {
        String why = switch (cause) {
            case NoSuchFileException _ -> "there is no such file";
            case AccessDeniedException _ -> "this user may not read it";
            default -> cause.toString();
        };
        return new InvalidConfig(List.of(file + " cannot be read: " + why));
    }

    /// One line each.
    public List<String> violations() {
        return violations;
    }
}
