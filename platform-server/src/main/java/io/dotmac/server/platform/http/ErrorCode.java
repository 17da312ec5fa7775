package io.dotmac.server.platform.http;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Collectors;

/// The catalogue of errors: every code that an answer can carry, its status, and what to do about it.
public enum ErrorCode {
    /// A field or parameter is wrong.
    MALFORMED(400, "The request does not make sense; `details` names the field and what is allowed."),
    /// A key is missing.
    KEY_REQUIRED(400, "This order needs an `Idempotency-Key`: a new UUID for each order."),
    /// Nobody.
    UNAUTHORIZED(401, "Log in, renew the token, or show a valid key."),
    /// Not allowed.
    FORBIDDEN(403, "The message names the permission that is missing."),
    /// Cookie alone.
    CSRF(403, "Send the value of the cookie `dotmac_csrf` in `X-CSRF-Token`."),
    /// Address.
    ADDRESS_DENIED(403, "The operator of the platform does not serve this network."),
    /// Country.
    COUNTRY_DENIED(403, "The operator of the platform does not serve this country."),
    /// Foreign page.
    ORIGIN_DENIED(403, "Pages of this origin may not call; see `http-server.trusted-origins`."),
    /// Suspended.
    TENANT_SUSPENDED(403, "The ISP is suspended; the platform's staff can resume it."),
    /// Closed.
    TENANT_CLOSED(403, "The ISP was closed for good."),
    /// Nothing there.
    NOT_FOUND(404, "There is no such thing, or it is another tenant's."),
    /// Switched off.
    FEATURE_DISABLED(404, "The feature is not switched on here; see section `features`."),
    /// Another method.
    METHOD_NOT_ALLOWED(405, "`Allow` names the methods of this path."),
    /// Another type.
    NOT_ACCEPTABLE(406, "Answers are `application/json`; allow that in `Accept`."),
    /// Signed already.
    HANDOVER_SIGNED(409, "The handover is signed and never changes again; write a new one."),
    /// One's own.
    OWN_HANDOVER(409, "Somebody of the next shift signs, not who wrote it."),
    /// Under way.
    KEY_IN_USE(409, "The same order is being worked on; ask again after `Retry-After`."),
    /// Address taken.
    EMAIL_TAKEN(409, "Somebody has this e-mail address already."),
    /// One-use token.
    ENROLMENT_TOKEN_USED(409, "Mint a new enrolment token."),
    /// Too old.
    ENROLMENT_TOKEN_EXPIRED(409, "Mint a new enrolment token."),
    /// Nobody else could let anybody in.
    LAST_SUPER_ADMIN(409, "Make somebody else super-admin first."),
    /// Nobody else answers for the tenant.
    LAST_OWNER(409, "Make somebody else owner of the tenant first."),
    /// Over.
    ALERT_RESOLVED(409, "Nobody has to act any more; see its history."),
    /// Nothing to look at.
    NOT_STORED(409, "Rules on states cannot be replayed; save it without."),
    /// Over.
    SILENCE_ENDED(409, "Make a new silence."),
    /// Rules.
    TOO_MANY_RULES(409, "Remove rules that nobody needs."),
    /// Name.
    NAME_TAKEN(409, "Choose another name."),
    /// Signature.
    NOT_SIGNED(409, "Only messages to webhooks are signed."),
    /// On call.
    NOT_REACHABLE(409, "Give the person a contact method that is switched on, or name somebody who is not disabled."),
    /// Receiver in use.
    RECEIVER_IN_USE(409, "Take it out of the routes, policies, schedules and contact methods first."),
    /// Duty in use.
    DUTY_IN_USE(409, "Take it out of the routes and policies first."),
    /// Duties.
    TOO_MANY_DUTIES(409, "Remove policies or schedules that nobody needs."),
    /// Heartbeats.
    TOO_MANY_HEARTBEATS(409, "Remove heartbeats that nobody sends."),
    /// Overrides.
    TOO_MANY_OVERRIDES(409, "Remove overrides that are not needed."),
    /// Receivers.
    TOO_MANY_RECEIVERS(409, "Remove receivers that nobody needs."),
    /// Second factor off.
    MFA_IS_OFF(409, "Begin to set up a second factor first."),
    /// Second factor on.
    MFA_IS_ON(409, "Switch the second factor off first."),
    /// Second factor not begun.
    MFA_NOT_BEGUN(409, "Begin to set up a second factor first."),
    /// State machine.
    MOVE_NOT_ALLOWED(409, "The message names the states that can be reached from here."),
    /// Only the dead.
    NOT_DEAD(409, "Only what was given up can be tried again."),
    /// Role in use.
    ROLE_IN_USE(409, "Give its people another role first."),
    /// Built in.
    ROLE_IS_BUILT_IN(409, "Copy it and change the copy."),
    /// Kind.
    ROLE_KIND_IS_FIXED(409, "A role stays for the kind of caller that it was made for."),
    /// Roles.
    TOO_MANY_ROLES(409, "Remove roles that nobody has."),
    /// Slug taken.
    TENANT_EXISTS(409, "An ISP of this slug exists already."),
    /// Life.
    TENANT_STATE(409, "The message names the state that the ISP is in."),
    /// Somebody was faster.
    OUTDATED(412, "Somebody was faster: read it again and send its `ETag` in `If-Match`."),
    /// Body.
    TOO_LARGE(413, "Bodies have at most 1 MiB, as sent and after decompression; reports 8 MiB after it."),
    /// Encoding.
    UNSUPPORTED_ENCODING(415, "Send bodies as they are, or with `Content-Encoding: gzip`."),
    /// Type.
    UNSUPPORTED_TYPE(415, "Send bodies as `application/json`."),
    /// Another order.
    KEY_REUSED(422, "This `Idempotency-Key` was used for another request; take a new one."),
    /// WebSocket.
    UPGRADE_REQUIRED(426, "This path is a WebSocket."),
    /// No version.
    VERSION_REQUIRED(428, "Read it first and send its `ETag` in `If-Match`."),
    /// Too often.
    RATE_LIMITED(429, "Wait for `Retry-After` seconds; `RateLimit` tells what is left."),
    /// Bug.
    INTERNAL(500, "A fault of ours, noted; quote `request_id` to support."),
    /// Database.
    DATABASE_UNAVAILABLE(503, "The database is away; try again."),
    /// Export.
    EXPORT_BUSY(503, "Another export is running; try again."),
    /// Starting.
    NOT_READY(503, "The server starts or stops; try again."),
    /// Store of metrics.
    PROMETHEUS_UNAVAILABLE(503, "The store of metrics does not answer; ask again, or with `source=local`."),
    /// Overload.
    OVERLOADED(503, "Too much waits to be written; send it again after `Retry-After`."),
    /// Identity.
    IDENTITY_IN_USE(
            503,
            "Another machine reports as this node: its disk was copied with the agent's identity. Enrol it as a node of its own."),
    /// Log-in provider.
    PROVIDER_UNAVAILABLE(503, "The identity provider does not answer; try again."),
    /// Sessions.
    SESSIONS_UNAVAILABLE(503, "Sessions cannot be looked up; try again."),
    /// Migration.
    TENANT_OUTDATED(503, "The ISP's tables are being migrated; try again."),
    /// For agents of a suspended tenant.
    TRY_LATER(503, "The ISP is suspended: keep the reports and send them later."),
    /// Time.
    TIMEOUT(504, "It took longer than 30 s and was given up; ask for less.");

    private final int status;
    private final String advice;

    ErrorCode(int status, String advice) {
        this.status = status;
        this.advice = advice;
    }

    /// HTTP status.
    public int status() {
        return status;
    }

    /// The code of that text.
    public static Optional<ErrorCode> of(String text) {
        return Arrays.stream(values()).filter(one -> one.name().equals(text)).findAny();
    }

    /// The catalogue as a page.
    public static String page() {
        String rows = Arrays.stream(values())
                .sorted(Comparator.comparingInt(ErrorCode::status).thenComparing(Enum::name))
                .map(one -> "| %d | `%s` | %s |".formatted(one.status, one.name(), one.advice))
                .collect(Collectors.joining("\n"));
        return """
                # Errors

                Every refusal has one form; `code` is for programs, `message` for people, `details` names fields:

                ```json
                {"error": {"code": "NOT_FOUND", "message": "node 0199... does not exist", "details": [], "request_id": "req_..."}}
                ```

                With `Accept: application/problem+json` the same comes in the form of RFC 9457.

                | status | code | what to do |
                |---|---|---|
                """ + rows + "\n| other | `HTTP_<status>` | The web server could not read the request at all. |\n";
    }
}
