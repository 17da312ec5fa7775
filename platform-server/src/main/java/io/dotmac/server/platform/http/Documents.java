package io.dotmac.server.platform.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.type.TypeFactory;
import io.dotmac.model.Json;
import io.dotmac.model.api.Document;
import io.dotmac.model.api.Document.Meta;
import io.dotmac.model.api.Document.Page;
import io.dotmac.model.api.Resource;
import io.dotmac.server.platform.db.ReadSource;
import io.dotmac.server.platform.query.ListQuery;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// Wraps wire records in the success envelope.
public final class Documents {
    private static final String VERSION = "1.0";

    /// Typed, so that records of a sealed family carry their `type`.
    private static final ClassValue<ObjectWriter> ONE = new ClassValue<>() {
        @Override
        protected ObjectWriter computeValue(Class<?> attributes) {
            return writer(resource(attributes));
        }
    };

    private static final ClassValue<ObjectWriter> MANY = new ClassValue<>() {
        @Override
        protected ObjectWriter computeValue(Class<?> attributes) {
            return writer(types().constructCollectionType(List.class, resource(attributes)));
        }
    };

    private Documents() {}

    /// One resource, status 200.
    public static Answer one(Call call, String type, String id, Object attributes) {
        return one(call, 200, type, id, attributes);
    }

    /// One resource.
    public static Answer one(Call call, int status, String type, String id, Object attributes) {
        Meta meta = new Meta(call.now(), VERSION, Optional.empty(), Optional.empty(), ReadSource.ofThisRequest());
        Document<Resource<Object>> document =
                new Document<>(new Resource<>(id, type, attributes), meta, Map.of("self", call.self()));
        return answer(status, ONE.get(attributes.getClass()), document);
    }

    /// A page of a list.
    ///
    /// @param attributeType of all resources
    /// @param page the resources and what follows
    public static <T> Answer list(Call call, Class<? extends T> attributeType, Listing<T> page) {
        Map<String, String> links = page.next()
                .map(cursor -> Map.of("self", call.self(), "next", next(call, page.limit(), cursor)))
                .orElse(Map.of("self", call.self()));
        Meta meta = new Meta(
                call.now(),
                VERSION,
                Optional.of(new Page(page.limit(), page.next().isPresent())),
                page.sequence(),
                ReadSource.ofThisRequest());
        return answer(200, MANY.get(attributeType), new Document<>(page.resources(), meta, links));
    }

    /// A page of the list that the route declares.
    ///
    /// @param id of a row, unique in the list
    public static <T> Answer page(Call call, ListQuery.Page<T> page, Function<? super T, ?> id) {
        return page(call, page, id, Optional.empty());
    }

    /// A page of a live list.
    ///
    /// @param sequence that deltas continue
    public static <T> Answer page(
            Call call, ListQuery.Page<T> page, Function<? super T, ?> id, Optional<Long> sequence) {
        if (!(call.route().declaration().reply() instanceof Reply.Many many)) {
            throw new IllegalStateException("route " + call.route().path() + " does not declare a list");
        }
        Optional<Set<String>> fields = call.fields();
        if (fields.isPresent()) {
            List<Resource<JsonNode>> some = page.rows().stream()
                    .map(row -> new Resource<>(
                            id.apply(row).toString(), many.type(), only(fields.get(), many.attributes(), row)))
                    .toList();
            return list(call, JsonNode.class, new Listing<>(some, page.limit(), page.next(), sequence));
        }
        List<Resource<Object>> all = page.rows().stream()
                .map(row -> new Resource<Object>(id.apply(row).toString(), many.type(), row))
                .toList();
        return list(call, many.attributes(), new Listing<>(all, page.limit(), page.next(), sequence));
    }

    private static JsonNode only(Set<String> fields, Class<?> type, Object row) {
        try {
            byte[] whole = Json.mapper().writerFor(type).writeValueAsBytes(row);
            ObjectNode some = (ObjectNode) Json.mapper().readTree(whole);
            return some.retain(fields);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Resources and how the list goes on.
    ///
    /// @param resources of this page
    /// @param limit that was asked for
    /// @param next cursor of the next page, if there is more
    /// @param sequence of a live list
    /// @param <T> their wire record
    public record Listing<T>(List<Resource<T>> resources, int limit, Optional<String> next, Optional<Long> sequence) {}

    private static String next(Call call, int limit, String cursor) {
        String self = call.self();
        int query = self.indexOf('?');
        String path = query < 0 ? self : self.substring(0, query);
        String kept = query < 0
                ? ""
                : java.util.Arrays.stream(self.substring(query + 1).split("&", -1))
                        .filter(pair -> !pair.startsWith("cursor=") && !pair.startsWith("limit="))
                        .map(pair -> pair + "&")
                        .reduce("", String::concat);
        return path + "?" + kept + "limit=" + limit + "&cursor=" + cursor;
    }

    private static Answer answer(int status, ObjectWriter writer, Document<?> document) {
        try {
            return new Answer(status, "application/json", writer.writeValueAsBytes(document), Map.of());
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JavaType resource(Class<?> attributes) {
        return types().constructParametricType(Resource.class, attributes);
    }

    private static ObjectWriter writer(JavaType data) {
        return Json.mapper().writerFor(types().constructParametricType(Document.class, data));
    }

    private static TypeFactory types() {
        return Json.mapper().getTypeFactory();
    }
}
