package io.dotmac.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.EnumFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The one JSON codec of all programs.
///
/// Unknown fields are ignored so that old and new programs understand each other; a missing or null part that is not
/// `Optional` is refused with its name; times are ISO-8601 in UTC. Nesting is bounded to 32 levels, strings to 1 MiB.
public final class Json {
    /// Work space is shared by all threads: with one for each, 10,000 sessions of two threads would keep 300 MB of it.
    private static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER) // a quarter of what reading a report cost
                    .recyclerPool(JsonRecyclerPools.newConcurrentDequePool())
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(32)
                            .maxStringLength(1 << 20)
                            .maxNumberLength(64)
                            .build())
                    .build())
            .addModules(new Jdk8Module(), new JavaTimeModule())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_ABSENT, JsonInclude.Include.NON_ABSENT))
            .configure(EnumFeature.WRITE_ENUMS_TO_LOWERCASE, true)
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Json() {}

    /// The configured mapper, for frameworks that want one. Do not reconfigure it.
    public static ObjectMapper mapper() {
        return MAPPER;
    }

    /// Encodes `value` as UTF-8 JSON.
    public static byte[] bytes(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Encodes `value` as JSON text.
    public static String text(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Decodes `json`, or throws [Malformed] naming the field that is wrong.
    public static <T> T read(byte[] json, Class<T> type) {
        try {
            return whole(MAPPER.readValue(json, type));
        } catch (IOException e) {
            throw malformed(e);
        }
    }

    /// Decodes `json`, or throws [Malformed] naming the field that is wrong.
    public static <T> T read(byte[] json, TypeReference<T> type) {
        try {
            return whole(MAPPER.readValue(json, type));
        } catch (IOException e) {
            throw malformed(e);
        }
    }

    /// Decodes `json`, or throws [Malformed] naming the field that is wrong.
    public static <T> T read(String json, Class<T> type) {
        try {
            return whole(MAPPER.readValue(json, type));
        } catch (IOException e) {
            throw malformed(e);
        }
    }

    /// Decodes what is read already, or throws [Malformed] naming the field that is wrong.
    public static <T> T read(JsonNode json, Class<T> type) {
        try {
            return whole(MAPPER.treeToValue(json, type));
        } catch (IOException e) {
            throw malformed(e);
        }
    }

    private static <T> T whole(@Nullable T value) {
        if (value == null) {
            throw new Malformed("", "is null, must be an object", null);
        }
        return value;
    }

    private static Malformed malformed(IOException e) {
        if (e instanceof JsonMappingException mapping) {
            String field = mapping.getPath().stream()
                    .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName())
                    .collect(Collectors.joining("."));
            return new Malformed(field.replace(".[", "["), reason(mapping), e);
        }
        return new Malformed("", "is not valid JSON", e);
    }

    private static String reason(JsonMappingException e) {
        Throwable cause = e.getCause();
        if (cause instanceof IllegalArgumentException && cause.getMessage() != null) {
            return cause.getMessage();
        }
        String message = e.getOriginalMessage();
        if (message.startsWith("Missing required creator property")
                || message.startsWith("Null value for creator")
                || message.startsWith("Cannot map `null` into type")) {
            return "is missing";
        }
        return "does not have the expected form";
    }

    /// JSON that cannot be read as the wanted record.
    public static final class Malformed extends RuntimeException {
        private final String field;
        private final String reason;

        private Malformed(String field, String reason, @Nullable Throwable cause) {
            super(field.isEmpty() ? reason : field + " " + reason, cause);
            this.field = field;
            this.reason = reason;
        }

        /// Path of the field in dotted form, empty where the text as a whole is wrong.
        public String field() {
            return field;
        }

        /// What is wrong with it, fit for the sender's eyes.
        public String reason() {
            return reason;
        }
    }
}
