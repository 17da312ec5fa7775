package io.dotmac.server.platform.http;

import io.dotmac.model.Json;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.platform.query.ListQuery;
import io.dotmac.server.platform.secret.Identity.Home;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One request under way. For the thread that serves it.
public final class Call {
    private final Incoming request;
    private final Route route;
    private final String id;
    private final String address;
    private final Map<String, String> answerHeaders = new LinkedHashMap<>();
    private final Instant receivedAt;
    private final Whose whose;
    private final Clock clock;
    private @Nullable Caller caller;
    private @Nullable Throwable failure;
    private @Nullable ListQuery list;
    private byte @Nullable [] body;
    private @Nullable Set<String> fields;

    Call(Incoming request, Route route, String id, Frontier frontier, Whose whose, Clock clock) {
        this.request = request;
        this.address = frontier.client(request.remoteAddress(), request::header);
        this.route = route;
        this.id = id;
        this.whose = whose;
        this.clock = clock;
        this.receivedAt = clock.instant();
    }

    /// `req_...`, to be found in the log and in every refusal.
    public String id() {
        return id;
    }

    /// The route that matched.
    public Route route() {
        return route;
    }

    /// When it came in, server's clock.
    public Instant receivedAt() {
        return receivedAt;
    }

    /// The time now.
    public Instant now() {
        return clock.instant();
    }

    /// Address of the client, as far as it can be known.
    public String remoteAddress() {
        return address;
    }

    /// Address of the other side of the connection, which may be a proxy.
    String peer() {
        return request.remoteAddress();
    }

    /// The method as it came.
    String method() {
        return request.method();
    }

    /// Value of a `{name}` in the route's path.
    public String parameter(String name) {
        return request.pathParameter(name);
    }

    /// The UUID that is `{name}` in the route's path.
    public UUID id(String name) {
        return UUID.fromString(parameter(name));
    }

    /// Value of a query parameter, unless absent or empty.
    public Optional<String> query(String name) {
        return request.query(name).filter(text -> !text.isEmpty());
    }

    /// Whose rows are asked for, by the parameter `tenant`; empty for platform staff who name none.
    public Optional<TenantId> meant() {
        return whose.meant(caller(), query("tenant")).map(Home::id);
    }

    /// The same, where platform staff must say.
    public TenantId tenant() {
        return meant().orElseThrow(() -> Refusal.invalid("tenant", "is missing; name the ISP that is meant"));
    }

    /// All values of a query parameter that may be given several times, in order.
    public List<String> queryAll(String name) {
        return queries().getOrDefault(name, List.of());
    }

    /// A whole number from the query.
    public int query(String name, int fallback, int min, int max) {
        Optional<String> text = query(name);
        if (text.isEmpty()) {
            return fallback;
        }
        try {
            int value = Integer.parseInt(text.get());
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Told below, with what is allowed.
        }
        throw Refusal.invalid(name, "is " + text.get() + ", must be a number from " + min + " to " + max);
    }

    /// The program on the other side, as it says.
    public String client() {
        return header("User-Agent").orElse("");
    }

    /// The query, value by value.
    Map<String, List<String>> queries() {
        return request.queries();
    }

    /// What is asked of the list that this route declares.
    public ListQuery list() {
        if (list == null) {
            throw new IllegalStateException("route " + route.path() + " does not declare a list");
        }
        return list;
    }

    void list(ListQuery read) {
        this.list = read;
    }

    /// The only attributes that are wanted; all when absent.
    Optional<Set<String>> fields() {
        return Optional.ofNullable(fields);
    }

    void fields(Set<String> wanted) {
        this.fields = wanted;
    }

    /// Whose things the caller sees: a tenant's id, or `platform`, or `nobody`.
    String owner() {
        if (caller == null) {
            return "nobody";
        }
        return caller.tenant().map(home -> home.id().toString()).orElse("platform");
    }

    /// Adds a header to the answer, whatever it will be.
    void also(String name, String value) {
        answerHeaders.put(name, value);
    }

    Map<String, String> answerHeaders() {
        return answerHeaders;
    }

    /// Value of a cookie.
    public Optional<String> cookie(String name) {
        return header("Cookie").stream()
                .flatMap(text -> Arrays.stream(text.split(";", -1)))
                .map(String::strip)
                .filter(pair -> pair.startsWith(name + "="))
                .map(pair -> pair.substring(name.length() + 1))
                .findFirst();
    }

    /// The version that the caller's change is based on; empty when any will do.
    public Optional<Long> expectedVersion() {
        Optional<String> tag = header("If-Match").map(String::strip).filter(text -> !text.equals("*"));
        return tag.map(text -> {
            if (!text.matches("\"[0-9]{1,18}\"")) {
                throw Refusal.outdated("If-Match is " + text + ", which is the ETag of no version");
            }
            return Long.parseLong(text.substring(1, text.length() - 1));
        });
    }

    /// A header of the request.
    Optional<String> header(String name) {
        return request.header(name);
    }

    /// Path and query as asked for.
    String self() {
        return request.pathAndQuery();
    }

    /// The body as a wire record, at most 1 MiB.
    public <T> T body(Class<T> type) {
        return Json.read(bytes(Bodies.LIMIT, Bodies.LIMIT), type);
    }

    /// The body in clear, within the bounds that the route declares.
    byte[] bytes() {
        Declaration.BodyBounds bounds = route.declaration().body();
        return bytes(bounds.wire(), bounds.inflated());
    }

    /// The body in clear.
    ///
    /// @param limit bytes on the wire
    /// @param inflatedLimit bytes after inflation
    public byte[] bytes(int limit, int inflatedLimit) {
        byte[] known = body;
        if (known == null) {
            known = Bodies.read(request, limit, inflatedLimit);
            body = known;
        }
        return known;
    }

    /// Who asks.
    public Caller caller() {
        if (caller == null) {
            throw Refusal.unauthorized("a valid access token is needed");
        }
        return caller;
    }

    /// Who asks, if it is known already.
    Optional<Caller> admitted() {
        return Optional.ofNullable(caller);
    }

    /// What went wrong on the way to the answer, if anything did.
    Optional<Throwable> failure() {
        return Optional.ofNullable(failure);
    }

    void failure(Throwable cause) {
        this.failure = cause;
    }

    void caller(Caller admitted) {
        this.caller = admitted;
    }
}
