package io.dotmac.server.generated;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dotmac.model.Json;
import java.util.ArrayList;
import java.util.List;

/// Bodies that fit a schema, and many that do not.
final class Samples {
    private static final List<String> HOSTILE = List.of(
            "",
            " ",
            "' or 1=1 --",
            "\"; drop table users; --",
            "\u0000",
            "\u202e\u0007\u001b[2J",
            "<script>alert(1)</script>",
            "../../../etc/passwd",
            "${jndi:ldap://127.0.0.1/a}",
            "%s%n%x{0}",
            "\ud83d\udca9".repeat(50),
            "x".repeat(70_000),
            "-1",
            "9223372036854775808",
            "null");

    private final JsonNode document;

    Samples(JsonNode document) {
        this.document = document;
    }

    /// A body.
    ///
    /// @param what is wrong with it
    /// @param text of the body
    record Body(String what, String text) {}

    static List<String> hostile() {
        return HOSTILE;
    }

    /// Everything that goes wrong with a body of that schema.
    List<Body> wrong(JsonNode schema) {
        JsonNode good = good(schema, 0);
        List<Body> bodies = new ArrayList<>(List.of(
                new Body("empty", ""),
                new Body("no JSON", "{\"a\":"),
                new Body("trailing", "{} {}"),
                new Body("null", "null"),
                new Body("number", "12"),
                new Body("array", "[]"),
                new Body("deep", "[".repeat(5_000)),
                new Body("NaN", "{\"a\":NaN}"),
                new Body("oversized", "{\"a\":\"" + "x".repeat(1 << 20) + "\"}")));
        if (good instanceof ObjectNode object) {
            bodies.add(new Body("unknown field", with(object, "no_such_field", "x")));
            object.fieldNames().forEachRemaining(name -> {
                String text = Json.text(object);
                bodies.add(new Body("duplicate key " + name, "{\"" + name + "\":1," + text.substring(1)));
                bodies.add(
                        new Body("without " + name, Json.text(object.deepCopy().without(name))));
                for (String value : List.of("null", "{}", "[]", "true", "1e400", "-9223372036854775809")) {
                    bodies.add(new Body(name + " is " + value, raw(object, name, value)));
                }
                HOSTILE.forEach(value -> bodies.add(new Body("hostile " + name, with(object, name, value))));
            });
        }
        return bodies;
    }

    /// A body that fits.
    JsonNode good(JsonNode schema, int depth) {
        if (schema.has("$ref")) {
            return good(document.at(schema.path("$ref").asText().substring(1)), depth);
        }
        if (schema.has("oneOf")) {
            return good(schema.path("oneOf").get(0), depth);
        }
        if (schema.has("const")) {
            return schema.path("const");
        }
        if (schema.has("enum")) {
            return schema.path("enum").get(0);
        }
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return switch (schema.path("type").asText()) {
            case "object" -> object(schema, depth);
            case "array" -> {
                ArrayNode array = nodes.arrayNode();
                yield depth > 3 ? array : array.add(good(schema.path("items"), depth + 1));
            }
            case "integer" ->
                nodes.numberNode(Math.max(1, schema.path("minimum").asLong()));
            case "number" -> nodes.numberNode(1.5);
            case "boolean" -> nodes.booleanNode(true);
            default -> nodes.textNode(text(schema.path("format").asText()));
        };
    }

    private ObjectNode object(JsonNode schema, int depth) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        schema.path("properties")
                .properties()
                .forEach(part -> object.set(part.getKey(), good(part.getValue(), depth + 1)));
        return object;
    }

    private static String text(String format) {
        return switch (format) {
            case "uuid" -> "01990000-0000-7000-8000-000000000001";
            case "date-time" -> "2026-03-20T08:00:00Z";
            case "date" -> "2026-03-20";
            default -> "text";
        };
    }

    private static String with(ObjectNode object, String name, String value) {
        return Json.text(object.deepCopy().put(name, value));
    }

    private static String raw(ObjectNode object, String name, String value) {
        ObjectNode copy = object.deepCopy();
        copy.put(name, "RAW");
        return Json.text(copy).replace("\"RAW\"", value);
    }
}
