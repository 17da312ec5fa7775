package io.dotmac.server.platform.query;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Optional;

/// Reads the parts of records by the names that they have on the wire.
final class Parts {
    private Parts() {}

    static Object value(Record row, String field) {
        RecordComponent part = Arrays.stream(row.getClass().getRecordComponents())
                .filter(one -> snake(one.getName()).equals(field))
                .findAny()
                .orElseThrow(() -> new IllegalArgumentException(
                        row.getClass().getSimpleName() + " has no part for field " + field));
        try {
            part.getAccessor().setAccessible(true);
            Object value = part.getAccessor().invoke(row);
            if (value instanceof Optional<?> optional) {
                value = optional.orElse(null);
            }
            if (value == null) {
                throw new NoSuchElementException(field + " is sorted by and has no value");
            }
            return value instanceof Enum<?> constant ? constant.name().toLowerCase(Locale.ROOT) : value;
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String snake(String name) {
        return name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }
}
