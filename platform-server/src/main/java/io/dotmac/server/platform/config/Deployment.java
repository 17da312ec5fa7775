package io.dotmac.server.platform.config;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// Where the server runs, from `APP_ENV`, else `ENVIRONMENT`, else [#LOCAL].
public enum Deployment {
    /// A developer's machine.
    LOCAL,
    /// The same as [#LOCAL] under its other name.
    DEVELOPMENT,
    /// Automatic tests.
    TEST,
    /// Rehearsal for production.
    STAGING,
    /// The real thing: refuses weak settings, stops when a required service is missing.
    PRODUCTION;

    /// Name in lower case, as it stands in variables and answers.
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Whether a missing dependency is waited for instead of ending the process.
    public boolean isForgiving() {
        return this != PRODUCTION && this != STAGING;
    }

    static Optional<Deployment> of(String text) {
        return Arrays.stream(values()).filter(one -> one.text().equals(text)).findAny();
    }

    static String allowed() {
        return Arrays.stream(values()).map(Deployment::text).collect(Collectors.joining(", "));
    }

    /// Name of the YAML file.
    String fileName() {
        return (this == DEVELOPMENT ? LOCAL : this).text() + ".yaml";
    }
}
