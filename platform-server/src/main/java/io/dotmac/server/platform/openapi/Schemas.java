package io.dotmac.server.platform.openapi;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import io.dotmac.model.Json;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/// JSON schemas of wire records, read the way the codec itself reads them: names in snake case, `Optional` parts not
/// required, enums in lower case, sealed families told apart by `type`.
final class Schemas {
    private static final Map<Class<?>, Map<String, Object>> PLAIN = Map.ofEntries(
            Map.entry(String.class, Map.of("type", "string")),
            Map.entry(UUID.class, ordered("type", "string", "format", "uuid")),
            Map.entry(Instant.class, ordered("type", "string", "format", "date-time")),
            Map.entry(LocalDate.class, ordered("type", "string", "format", "date")),
            Map.entry(LocalTime.class, ordered("type", "string", "format", "time-local")),
            Map.entry(Duration.class, ordered("type", "string", "format", "duration")),
            Map.entry(boolean.class, Map.of("type", "boolean")),
            Map.entry(Boolean.class, Map.of("type", "boolean")),
            Map.entry(int.class, ordered("type", "integer", "format", "int32")),
            Map.entry(Integer.class, ordered("type", "integer", "format", "int32")),
            Map.entry(long.class, ordered("type", "integer", "format", "int64")),
            Map.entry(Long.class, ordered("type", "integer", "format", "int64")),
            Map.entry(double.class, ordered("type", "number", "format", "double")),
            Map.entry(Double.class, ordered("type", "number", "format", "double")),
            Map.entry(BigDecimal.class, Map.of("type", "number")),
            Map.entry(byte[].class, ordered("type", "string", "contentEncoding", "base64")),
            Map.entry(Object.class, Map.of()),
            Map.entry(JsonNode.class, Map.of()));

    private final ObjectMapper mapper = Json.mapper();
    private final Map<String, Map<String, Object>> components = new TreeMap<>();
    private final Map<String, Class<?>> owners = new TreeMap<>();

    /// All records that were referred to, by name.
    Map<String, Map<String, Object>> components() {
        return components;
    }

    /// The schema of a type; records and families become components.
    Map<String, Object> of(Class<?> type) {
        return of(mapper.constructType(type));
    }

    private Map<String, Object> of(JavaType type) {
        Class<?> raw = type.getRawClass();
        Map<String, Object> plain = PLAIN.get(raw);
        if (plain != null) {
            return plain;
        }
        if (type.isMapLikeType()) {
            return ordered("type", "object", "additionalProperties", of(type.getContentType()));
        }
        if (type.isCollectionLikeType() || type.isArrayType()) {
            return ordered("type", "array", "items", of(type.getContentType()));
        }
        if (type.isReferenceType()) {
            return of(type.getContentType());
        }
        if (raw.isEnum()) {
            return words(raw);
        }
        BeanDescription bean = mapper.getSerializationConfig().introspect(type);
        if (bean.findJsonValueAccessor() != null) {
            return of(bean.findJsonValueAccessor().getType());
        }
        return reference(raw, bean);
    }

    private Map<String, Object> reference(Class<?> type, BeanDescription bean) {
        if (!type.isRecord() && !type.isSealed()) {
            throw new IllegalStateException("no schema says how a " + type.getName() + " is written");
        }
        String name = name(type);
        Class<?> owner = owners.putIfAbsent(name, type);
        if (owner != null && owner != type) {
            throw new IllegalStateException("schema " + name + " is both " + owner + " and " + type);
        }
        if (owner == null) {
            components.put(name, Map.of()); // Ends the recursion of records that hold themselves.
            components.put(name, type.isSealed() ? family(type) : record(type, bean));
        }
        return Map.of("$ref", "#/components/schemas/" + name);
    }

    private Map<String, Object> family(Class<?> type) {
        List<Map<String, Object>> members =
                Arrays.stream(type.getPermittedSubclasses()).map(this::of).toList();
        Map<String, Object> schema = ordered("oneOf", members);
        typeProperty(type).ifPresent(property -> schema.put("discriminator", Map.of("propertyName", property)));
        return schema;
    }

    private Map<String, Object> record(Class<?> type, BeanDescription bean) {
        Map<String, Object> properties = new LinkedHashMap<>();
        List<String> required = new java.util.ArrayList<>();
        typeProperty(type).ifPresent(property -> {
            typeName(type).ifPresent(word -> properties.put(property, ordered("type", "string", "const", word)));
            required.add(property);
        });
        for (BeanPropertyDefinition part : bean.findProperties()) {
            properties.put(part.getName(), of(part.getPrimaryType()));
            if (!Optional.class.isAssignableFrom(part.getRawPrimaryType())) {
                required.add(part.getName());
            }
        }
        Map<String, Object> schema = ordered("type", "object", "properties", properties);
        if (!required.isEmpty()) {
            schema.put("required", required);
        }
        return schema;
    }

    private static Optional<String> typeProperty(Class<?> type) {
        return families(type).map(one -> one.getAnnotation(JsonTypeInfo.class)).map(JsonTypeInfo::property);
    }

    private static Optional<String> typeName(Class<?> type) {
        return families(type)
                .map(one -> one.getAnnotation(JsonSubTypes.class))
                .flatMap(types -> Arrays.stream(types.value())
                        .filter(one -> one.value() == type)
                        .map(JsonSubTypes.Type::name)
                        .findAny());
    }

    /// The interface whose annotation tells members of the family apart: the type itself or what it implements.
    private static Optional<Class<?>> families(Class<?> type) {
        if (type.isAnnotationPresent(JsonTypeInfo.class)) {
            return Optional.of(type);
        }
        return Arrays.<Class<?>>stream(type.getInterfaces())
                .filter(one -> one.isAnnotationPresent(JsonTypeInfo.class))
                .findAny();
    }

    private static Map<String, Object> words(Class<?> type) {
        List<String> words = Arrays.stream(type.getEnumConstants())
                .map(one -> ((Enum<?>) one).name().toLowerCase(Locale.ROOT))
                .toList();
        return ordered("type", "string", "enum", words);
    }

    private static String name(Class<?> type) {
        Class<?> outer = type.getEnclosingClass();
        return outer == null ? type.getSimpleName() : name(outer) + type.getSimpleName();
    }

    static Map<String, Object> ordered(Object... namesAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put(namesAndValues[i].toString(), namesAndValues[i + 1]);
        }
        return map;
    }
}
