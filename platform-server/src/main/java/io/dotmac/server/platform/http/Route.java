package io.dotmac.server.platform.http;

/// One way in: what is called, who may, and what it does. The same declarations serve and document.
///
/// @param method `GET`, `POST`...
/// @param path with `{name}` for parameters
/// @param access who may call
/// @param handler does it
public record Route(String method, String path, Access access, Handler handler) {
    /// Reads the call, calls one use case, answers.
    @FunctionalInterface
    public interface Handler {
        /// Answers, or throws [Refusal].
        Answer handle(Call call);
    }

    /// A route for `GET`.
    public static Route get(String path, Access access, Handler handler) {
        return new Route("GET", path, access, handler);
    }

    /// A route for `POST`.
    public static Route post(String path, Access access, Handler handler) {
        return new Route("POST", path, access, handler);
    }

    /// A route for `PUT`.
    public static Route put(String path, Access access, Handler handler) {
        return new Route("PUT", path, access, handler);
    }

    /// A route for `PATCH`.
    public static Route patch(String path, Access access, Handler handler) {
        return new Route("PATCH", path, access, handler);
    }

    /// A route for `DELETE`.
    public static Route delete(String path, Access access, Handler handler) {
        return new Route("DELETE", path, access, handler);
    }
}
