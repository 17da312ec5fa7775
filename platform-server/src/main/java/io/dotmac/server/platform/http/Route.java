package io.dotmac.server.platform.http;

import io.dotmac.server.platform.http.Declaration.BodyBounds;
import io.dotmac.server.platform.http.Declaration.KeyUse;
import io.dotmac.server.platform.query.ListSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// One way in: what is called, who may, what it does, and what it says of itself. The same declarations serve and
/// document:
/// ```java
/// Route.post("/api/v1/customers", Access.needs(CUSTOMER_WRITE), this::create)
///         .as("createCustomer", "Takes a customer in")
///         .takes(NewCustomer.class)
///         .gives(201, "customer", Customer.class)
///         .refuses(409)
///         .idempotent()
/// ```
/// Parameters of the path that are not declared are UUIDs.
///
/// @param method `GET`, `POST`...
/// @param path with `{name}` for parameters
/// @param access who may call
/// @param handler does it
/// @param declaration what it says of itself
public record Route(String method, String path, Access access, Handler handler, Declaration declaration) {
    /// Reads the call, calls one use case, answers.
    @FunctionalInterface
    public interface Handler {
        /// Answers, or throws [Refusal].
        Answer handle(Call call);
    }

    private Route(String method, String path, Access access, Handler handler) {
        this(method, path, access, handler, Declaration.NONE);
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

    /// A route that tells why a request went nowhere; in no document.
    static Route fallback(String path, Handler handler) {
        return new Route("ANY", path, Access.open(), handler).limited(RateClass.NONE);
    }

    /// Names the operation.
    ///
    /// @param id unique, in lower camel case, for example `listCustomers`
    /// @param summary one line, for example `Takes a customer in`
    public Route as(String id, String summary) {
        return edited(draft -> {
            draft.id = id;
            draft.summary = summary;
        });
    }

    /// The part of the API that it belongs to: its tag, or the beginning of its path.
    public String feature() {
        if (!declaration().tag().isEmpty()) {
            return declaration().tag();
        }
        String path = path().replaceFirst("^/(api/v1/)?", "");
        int end = path.indexOf('/');
        return end < 0 ? path : path.substring(0, end);
    }

    /// Puts it into another group than that of the first part of its path.
    public Route tagged(String tag) {
        return edited(draft -> draft.tag = tag);
    }

    /// Takes these in path or query; any other is refused.
    public Route with(Parameter... parameters) {
        return edited(draft -> draft.parameters.addAll(List.of(parameters)));
    }

    /// Takes a body in JSON.
    public Route takes(Class<?> record) {
        return edited(draft -> draft.request = Optional.of(record));
    }

    /// Takes a body of another size than 1 MiB.
    ///
    /// @param wire most bytes as they come
    /// @param inflated most bytes after decompression
    public Route takesUpTo(int wire, int inflated) {
        return edited(draft -> draft.body = new BodyBounds(wire, inflated));
    }

    /// Answers 200 with one resource.
    public Route gives(String type, Class<?> attributes) {
        return gives(200, type, attributes);
    }

    /// Answers `status` with one resource.
    public Route gives(int status, String type, Class<?> attributes) {
        return edited(draft -> draft.reply = new Reply.One(status, type, attributes));
    }

    /// Answers with pages of resources; the handler reads what is asked for with [Call#list()].
    public Route lists(String type, Class<?> attributes, ListSpec spec) {
        return edited(draft -> draft.reply = new Reply.Many(type, attributes, spec));
    }

    /// Answers something without the envelope.
    public Route givesRaw(String contentType) {
        return edited(draft -> draft.reply = new Reply.Raw(contentType));
    }

    /// Answers 204.
    public Route givesNothing() {
        return edited(draft -> draft.reply = new Reply.Nothing());
    }

    /// May also be refused with these, beside what follows from the rest of the declaration.
    public Route refuses(Integer... statuses) {
        return edited(draft -> draft.refusals = Set.copyOf(Arrays.asList(statuses)));
    }

    /// Is counted as something else than [RateClass#API].
    public Route limited(RateClass rate) {
        return edited(draft -> draft.rate = rate);
    }

    /// Heeds an `Idempotency-Key`: the same key again has no second effect and gets the same answer.
    public Route idempotent() {
        return edited(draft -> draft.key = KeyUse.HEEDED);
    }

    /// Wants an `Idempotency-Key`: for money and provisioning.
    public Route needsIdempotencyKey() {
        return edited(draft -> draft.key = KeyUse.REQUIRED);
    }

    /// Answers may be kept for five minutes, until a route that [#changes(String...)] the resource is called.
    public Route cached(String resource) {
        return edited(draft -> draft.cachedAs = Optional.of(resource));
    }

    /// Makes kept answers of these resources stale.
    public Route changes(String... resources) {
        return edited(draft -> draft.changes = Set.of(resources));
    }

    /// Tells the version of its resource: `GET` answers with an `ETag`; others must bring it back in `If-Match`.
    public Route versioned() {
        return edited(draft -> draft.versioned = true);
    }

    /// Is served only where the setting `features.{name}` is on.
    public Route feature(String name) {
        return edited(draft -> draft.flag = Optional.of(name));
    }

    /// Whether a call changes nothing.
    public boolean isRead() {
        return method.equals("GET");
    }

    /// Names of the `{name}` parts of the path.
    public List<String> pathParameters() {
        return Arrays.stream(path.split("/"))
                .filter(part -> part.startsWith("{"))
                .map(part -> part.substring(1, part.indexOf('}'))) // what follows is a verb: {id}:suspend
                .collect(Collectors.toList());
    }

    private Route edited(java.util.function.Consumer<Declaration.Draft> change) {
        return new Route(method, path, access, handler, declaration.edited(change));
    }
}
