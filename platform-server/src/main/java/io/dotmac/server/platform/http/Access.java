package io.dotmac.server.platform.http;

/// Who may call a route. Every route declares it.
public sealed interface Access {
    /// Anybody.
    record Open() implements Access {}

    /// Anybody who is logged in.
    record LoggedIn() implements Access {}

    /// Users who hold the permission.
    ///
    /// @param permission that is needed
    record Needs(Permission permission) implements Access {}

    /// Agents of enrolled nodes.
    record Agents() implements Access {}

    /// Anybody.
    static Access open() {
        return new Open();
    }

    /// Any user who is logged in.
    static Access loggedIn() {
        return new LoggedIn();
    }

    /// Users who hold `permission`.
    static Access needs(Permission permission) {
        return new Needs(permission);
    }

    /// Agents.
    static Access agents() {
        return new Agents();
    }
}
