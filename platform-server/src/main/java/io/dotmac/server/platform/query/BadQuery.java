package io.dotmac.server.platform.query;

/// A parameter that cannot be understood.
public final class BadQuery extends RuntimeException {
    private final String parameter;

    BadQuery(String parameter, String message) {
        super(message, null, false, false);
        this.parameter = parameter;
    }

    /// Its name.
    public String parameter() {
        return parameter;
    }
}
