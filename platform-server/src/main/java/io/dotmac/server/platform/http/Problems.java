package io.dotmac.server.platform.http;

import io.dotmac.model.Json;
import io.dotmac.model.api.ErrorDocument;
import io.dotmac.model.api.ErrorDocument.Detail;
import io.dotmac.model.api.ErrorDocument.Problem;
import io.dotmac.server.platform.db.DatabaseUnavailable;
import io.dotmac.server.platform.db.TenantRefused;
import io.dotmac.server.platform.query.BadQuery;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The one place that turns whatever went wrong into the error envelope.
final class Problems {
    private static final Logger LOG = System.getLogger(Problems.class.getName());
    private static final Duration SOON = Duration.ofSeconds(2);

    /// Media type of RFC 9457.
    static final String PROBLEM_JSON = "application/problem+json";

    private final boolean debug;

    /// @param debug whether an internal error tells its cause
    Problems(boolean debug) {
        this.debug = debug;
    }

    Answer answer(Throwable failure, String requestId) {
        return switch (failure) {
            case Refusal refusal -> envelope(refusal, requestId);
            case Json.Malformed malformed -> envelope(malformed(malformed), requestId);
            case BadQuery bad ->
                envelope(Refusal.invalid(bad.parameter(), String.valueOf(bad.getMessage())), requestId);
            case DatabaseUnavailable away -> {
                LOG.log(Level.WARNING, "{0}", away.getMessage());
                yield envelope(
                        Refusal.unavailable("DATABASE_UNAVAILABLE", "the database is away; try again", SOON),
                        requestId);
            }
            case TenantRefused refused -> envelope(refusal(refused), requestId);
            default -> {
                LOG.log(Level.ERROR, "request failed", failure);
                String detail = debug ? ": " + failure : "";
                yield envelope(Refusal.of(500, "INTERNAL", "internal error" + detail), requestId);
            }
        };
    }

    private static Refusal malformed(Json.Malformed failure) {
        return failure.field().isEmpty()
                ? Refusal.malformed("body " + failure.reason())
                : Refusal.invalid(failure.field(), failure.reason());
    }

    /// The same refusal in the form of RFC 9457.
    static Answer asProblem(Answer refusal) {
        Problem problem = Json.read(refusal.body(), ErrorDocument.class).error();
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("type", "about:blank");
        members.put("title", problem.code());
        members.put("status", refusal.status());
        members.put("detail", problem.message());
        members.put("code", problem.code());
        members.put("errors", problem.details());
        members.put("request_id", problem.requestId());
        return new Answer(refusal.status(), PROBLEM_JSON, Json.bytes(members), refusal.headers());
    }

    private static Refusal refusal(TenantRefused refused) {
        String message = String.valueOf(refused.getMessage());
        return switch (refused.reason()) {
            case UNKNOWN -> Refusal.unauthorized(message);
            case SUSPENDED -> Refusal.of(403, "TENANT_SUSPENDED", message);
            case CLOSED -> Refusal.of(403, "TENANT_CLOSED", message);
            case OUTDATED -> Refusal.unavailable("TENANT_OUTDATED", message, SOON);
        };
    }

    /// The body alone, for where no route was reached.
    static byte[] body(String code, String message, String requestId) {
        return Json.bytes(new ErrorDocument(new Problem(code, message, List.<Detail>of(), requestId)));
    }

    private static Answer envelope(Refusal refusal, String requestId) {
        Problem problem =
                new Problem(refusal.code(), String.valueOf(refusal.getMessage()), refusal.details(), requestId);
        Answer answer = Answer.json(refusal.status(), new ErrorDocument(problem));
        if (refusal.status() == 401) {
            answer = answer.with("WWW-Authenticate", "Bearer");
        }
        if (refusal.retryAfter().isEmpty()) {
            return answer;
        }
        long seconds = Math.max(1, refusal.retryAfter().get().toSeconds());
        return answer.with("Retry-After", Long.toString(seconds));
    }
}
