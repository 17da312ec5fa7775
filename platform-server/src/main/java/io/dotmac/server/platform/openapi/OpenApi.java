package io.dotmac.server.platform.openapi;

import static io.dotmac.server.platform.openapi.Schemas.ordered;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.dotmac.model.Json;
import io.dotmac.model.api.Document;
import io.dotmac.model.api.ErrorDocument;
import io.dotmac.server.platform.http.Declaration;
import io.dotmac.server.platform.http.Reply;
import io.dotmac.server.platform.http.Route;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The OpenAPI 3.1 document of routes.
public final class OpenApi {
    private static final String REFUSAL = "#/components/responses/Refusal";

    private final Schemas schemas = new Schemas();
    private final Map<String, Map<String, Object>> paths = new TreeMap<>();
    private final String version;

    private OpenApi(String version) {
        this.version = version;
    }

    /// The document as JSON text, the same for the same routes.
    ///
    /// @param version of the program
    /// @param routes those that are not declared are left out
    public static String of(String version, List<Route> routes) {
        OpenApi document = new OpenApi(version);
        routes.stream().filter(route -> !route.declaration().id().isEmpty()).forEach(document::add);
        try {
            return Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(document.whole()) + "\n";
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Map<String, Object> whole() {
        Map<String, Object> refusal = ordered(
                "description",
                "Refused; the code tells why, the request id finds it in the log",
                "content",
                ordered(
                        "application/json",
                        Map.of("schema", schemas.of(ErrorDocument.class)),
                        "application/problem+json",
                        Map.of("schema", Map.of("type", "object"))));
        schemas.of(Document.Meta.class);
        return ordered(
                "openapi",
                "3.1.0",
                "info",
                ordered(
                        "title",
                        "DotMac Ops",
                        "version",
                        version,
                        "description",
                        "Runs Internet Service Providers. See docs/api.md for how to begin.",
                        "license",
                        ordered("name", "Apache-2.0", "identifier", "Apache-2.0")),
                "servers",
                List.of(Map.of("url", "/")),
                "paths",
                paths,
                "components",
                ordered(
                        "schemas",
                        schemas.components(),
                        "responses",
                        Map.of("Refusal", refusal),
                        "securitySchemes",
                        ordered(
                                "bearer",
                                ordered("type", "http", "scheme", "bearer", "bearerFormat", "JWT"),
                                "api_key",
                                ordered("type", "apiKey", "in", "header", "name", "X-API-Key"),
                                "cookie",
                                ordered("type", "apiKey", "in", "cookie", "name", "dotmac_session"))));
    }

    private void add(Route route) {
        Declaration declaration = route.declaration();
        Map<String, Object> operation = ordered(
                "operationId", declaration.id(), "summary", declaration.summary(), "tags", List.of(route.feature()));
        Operations.description(route).ifPresent(text -> operation.put("description", text));
        List<Map<String, Object>> parameters = Operations.parameters(route);
        if (!parameters.isEmpty()) {
            operation.put("parameters", parameters);
        }
        declaration
                .request()
                .ifPresent(type -> operation.put(
                        "requestBody",
                        ordered(
                                "required",
                                true,
                                "content",
                                Map.of("application/json", Map.of("schema", schemas.of(type))))));
        operation.put("responses", responses(route));
        operation.put("security", Operations.security(route));
        Map<String, Object> item = paths.computeIfAbsent(route.path(), path -> new TreeMap<>());
        if (item.put(route.method().toLowerCase(java.util.Locale.ROOT), operation) != null) {
            throw new IllegalStateException(route.method() + " " + route.path() + " is declared twice");
        }
    }

    private Map<String, Object> responses(Route route) {
        Map<String, Object> responses = new LinkedHashMap<>();
        Reply reply = route.declaration().reply();
        responses.put(Integer.toString(reply.status()), success(reply));
        List<Integer> refusals = new ArrayList<>(Operations.refusals(route));
        refusals.forEach(status -> responses.put(Integer.toString(status), Map.of("$ref", REFUSAL)));
        return responses;
    }

    private Map<String, Object> success(Reply reply) {
        return switch (reply) {
            case Reply.One(var status, var type, var attributes) ->
                content(status == 201 ? "Made" : "Found or done", "application/json", one(resource(type, attributes)));
            case Reply.Many(var type, var attributes, var spec) ->
                content(
                        "A page of the list",
                        "application/json",
                        one(ordered("type", "array", "items", resource(type, attributes))));
            case Reply.Nothing() -> Map.of("description", "Done, nothing to tell");
            case Reply.Raw(var contentType) -> content("As it is", contentType, Map.of("type", "string"));
        };
    }

    private static Map<String, Object> content(String description, String type, Map<String, Object> schema) {
        return ordered("description", description, "content", Map.of(type, Map.of("schema", schema)));
    }

    private Map<String, Object> one(Map<String, Object> data) {
        return ordered(
                "type",
                "object",
                "properties",
                ordered(
                        "data",
                        data,
                        "meta",
                        schemas.of(Document.Meta.class),
                        "links",
                        ordered("type", "object", "additionalProperties", Map.of("type", "string"))),
                "required",
                List.of("data", "meta", "links"));
    }

    private Map<String, Object> resource(String type, Class<?> attributes) {
        return ordered(
                "type",
                "object",
                "properties",
                ordered(
                        "id",
                        Map.of("type", "string"),
                        "type",
                        ordered("type", "string", "const", type),
                        "attributes",
                        schemas.of(attributes)),
                "required",
                List.of("id", "type", "attributes"));
    }
}
