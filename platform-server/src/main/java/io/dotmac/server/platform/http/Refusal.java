package io.dotmac.server.platform.http;

import io.dotmac.model.api.ErrorDocument.Detail;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A request that cannot be granted; becomes the error envelope in one place, [Problems].
public final class Refusal extends RuntimeException {
    private final int status;
    private final String code;
    private final transient List<Detail> details;
    private final transient Optional<Duration> retryAfter;

    private Refusal(int status, String code, String message, List<Detail> details, Optional<Duration> retryAfter) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
        this.details = List.copyOf(details);
        this.retryAfter = retryAfter;
    }

    /// There is no such thing, or the caller may not know of it.
    public static Refusal notFound(String type, Object id) {
        return new Refusal(404, "NOT_FOUND", type + " " + id + " does not exist", List.of(), Optional.empty());
    }

    /// The request does not make sense.
    public static Refusal malformed(String message, Detail... details) {
        return new Refusal(400, "MALFORMED", message, List.of(details), Optional.empty());
    }

    /// A field or parameter is wrong.
    public static Refusal invalid(String field, String message) {
        return malformed(field + " " + message, new Detail(field, message));
    }

    /// Nobody, or not who he says.
    public static Refusal unauthorized(String message) {
        return new Refusal(401, "UNAUTHORIZED", message, List.of(), Optional.empty());
    }

    /// Not yet who he says: more is needed, to be sent with the challenge.
    public static Refusal challenge(String code, String message, String challenge) {
        return new Refusal(401, code, message, List.of(new Detail("challenge", challenge)), Optional.empty());
    }

    /// Not allowed.
    public static Refusal forbidden(String message) {
        return new Refusal(403, "FORBIDDEN", message, List.of(), Optional.empty());
    }

    /// Not allowed, for a reason that a program can act on.
    public static Refusal forbidden(String code, String message) {
        return new Refusal(403, code, message, List.of(), Optional.empty());
    }

    /// It stands against something that is already so.
    public static Refusal conflict(String code, String message) {
        return new Refusal(409, code, message, List.of(), Optional.empty());
    }

    /// More than is taken.
    public static Refusal tooLarge(String message) {
        return new Refusal(413, "TOO_LARGE", message, List.of(), Optional.empty());
    }

    /// Too often.
    public static Refusal tooMany(String message, Duration retryAfter) {
        return new Refusal(429, "RATE_LIMITED", message, List.of(), Optional.of(retryAfter));
    }

    /// Not now.
    public static Refusal unavailable(String code, String message, Duration retryAfter) {
        return new Refusal(503, code, message, List.of(), Optional.of(retryAfter));
    }

    /// Any other status.
    static Refusal of(int status, String code, String message) {
        return new Refusal(status, code, message, List.of(), Optional.empty());
    }

    /// HTTP status.
    public int status() {
        return status;
    }

    /// Stable code for programs.
    public String code() {
        return code;
    }

    List<Detail> details() {
        return details;
    }

    Optional<Duration> retryAfter() {
        return retryAfter;
    }
}
