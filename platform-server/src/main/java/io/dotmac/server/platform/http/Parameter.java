package io.dotmac.server.platform.http;

import io.dotmac.server.platform.query.ValueType;

/// A value in a route's path or query; checked before the handler is called.
///
/// @param name as it is written in the path or query
/// @param place where it stands
/// @param type of its value
/// @param required whether it must be there
/// @param summary what it is for
/// @param repeated whether it may be given several times
public record Parameter(String name, Place place, ValueType type, boolean required, String summary, boolean repeated) {
    private static final int LONGEST_TENANT = 41;

    /// Where a parameter stands.
    public enum Place {
        /// `{name}` in the path.
        PATH,
        /// `?name=`.
        QUERY
    }

    /// A part of the path.
    public static Parameter path(String name, ValueType type, String summary) {
        return new Parameter(name, Place.PATH, type, true, summary, false);
    }

    /// A part of the query that may be left out.
    public static Parameter query(String name, ValueType type, String summary) {
        return new Parameter(name, Place.QUERY, type, false, summary, false);
    }

    /// The part of the query that names an ISP, by slug or id; [Call#tenant()] reads it.
    ///
    /// @param summary whose, and what is meant where it is left out
    public static Parameter tenant(String summary) {
        return query("tenant", ValueType.text(LONGEST_TENANT), summary + "; its slug or id");
    }

    /// The same, and it must be there.
    public Parameter must() {
        return new Parameter(name, place, type, true, summary, repeated);
    }

    /// The same, and it may be given several times.
    public Parameter many() {
        return new Parameter(name, place, type, required, summary, true);
    }
}
