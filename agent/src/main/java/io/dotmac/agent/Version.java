package io.dotmac.agent;

/// Which agent this is.
final class Version {
    /// From the jar, where there is one.
    static final String TEXT = text();

    private Version() {}

    private static String text() {
        String version = Agent.class.getPackage().getImplementationVersion();
        return version == null ? "0.1.0" : version;
    }
}
