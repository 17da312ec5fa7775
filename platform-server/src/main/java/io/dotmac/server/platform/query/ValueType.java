package io.dotmac.server.platform.query;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/// The type of a parameter or of a field that lists are filtered and sorted by.
///
/// @param base what it is
/// @param allowed the only values, empty for any
/// @param min smallest number, or shortest text
/// @param max greatest number, or longest text
public record ValueType(Base base, List<String> allowed, long min, long max) {
    private static final int MAX_TEXT = 500;
    private static final int DAY_LENGTH = 10;

    /// A plain text.
    public static final ValueType TEXT = text(MAX_TEXT);

    /// A UUID.
    public static final ValueType UUID = of(Base.UUID);

    /// A whole number.
    public static final ValueType WHOLE = whole(Long.MIN_VALUE, Long.MAX_VALUE);

    /// A number with a fraction.
    public static final ValueType DECIMAL = of(Base.DECIMAL);

    /// A time such as `2026-03-20T08:00:00Z`.
    public static final ValueType TIME = of(Base.TIME);

    /// A day such as `2026-03-20`.
    public static final ValueType DATE = of(Base.DATE);

    /// `true` or `false`.
    public static final ValueType FLAG = of(Base.FLAG);

    /// Copies what is allowed.
    public ValueType {
        allowed = List.copyOf(allowed);
    }

    /// What a value is, and what PostgreSQL calls it.
    public enum Base {
        /// Any text.
        TEXT("text"),
        /// One of a few words.
        CHOICE("text"),
        /// A UUID.
        UUID("uuid"),
        /// A whole number.
        WHOLE("bigint"),
        /// A number with a fraction.
        DECIMAL("numeric"),
        /// A point in time.
        TIME("timestamptz"),
        /// A day.
        DATE("date"),
        /// Yes or no.
        FLAG("boolean");

        private final String sql;

        Base(String sql) {
            this.sql = sql;
        }

        /// The type's name in PostgreSQL.
        public String sql() {
            return sql;
        }
    }

    /// Text of at most `max` characters.
    public static ValueType text(int max) {
        return new ValueType(Base.TEXT, List.of(), 0, max);
    }

    /// A whole number in `[min, max]`.
    public static ValueType whole(long min, long max) {
        return new ValueType(Base.WHOLE, List.of(), min, max);
    }

    /// One of `words`.
    public static ValueType choice(String... words) {
        return new ValueType(Base.CHOICE, List.of(words), 0, MAX_TEXT);
    }

    /// One of the constants of `type`, in lower case.
    public static ValueType choice(Class<? extends Enum<?>> type) {
        return choice(Arrays.stream(type.getEnumConstants())
                .map(one -> one.name().toLowerCase(Locale.ROOT))
                .toArray(String[]::new));
    }

    /// What is wrong with `text`, fit to follow the name of the field; empty when it is a value of this type.
    public Optional<String> fault(String text) {
        return fits(text) ? Optional.empty() : Optional.of("is " + Shown.of(text) + ", must be " + description());
    }

    /// What is allowed, for people.
    public String description() {
        return switch (base) {
            case TEXT -> "a text of at most " + max + " characters";
            case CHOICE -> "one of " + String.join(", ", allowed);
            case UUID -> "a UUID";
            case WHOLE ->
                min == Long.MIN_VALUE && max == Long.MAX_VALUE
                        ? "a whole number"
                        : "a number from " + min + " to " + max;
            case DECIMAL -> "a number such as 12.5";
            case TIME -> "a time such as 2026-03-20T08:00:00Z, or a day";
            case DATE -> "a day such as 2026-03-20";
            case FLAG -> "true or false";
        };
    }

    /// `text` as the database shall read it: a day that stands for a time is its beginning in UTC.
    String canonical(String text) {
        return base == Base.TIME && text.length() == DAY_LENGTH ? text + "T00:00:00Z" : text;
    }

    private boolean fits(String text) {
        try {
            return switch (base) {
                case TEXT -> text.length() <= max && text.indexOf(0) < 0;
                case CHOICE -> allowed.contains(text);
                case UUID ->
                    text.length() == 36
                            && java.util.UUID.fromString(text).toString().equalsIgnoreCase(text);
                case WHOLE -> {
                    long value = Long.parseLong(text);
                    yield value >= min && value <= max;
                }
                case DECIMAL -> text.matches("-?[0-9]{1,18}(\\.[0-9]{1,12})?");
                case TIME -> sane(Instant.parse(canonical(text)));
                case DATE -> sane(LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC));
                case FLAG -> text.equals("true") || text.equals("false");
            };
        } catch (IllegalArgumentException | DateTimeParseException e) {
            return false; // Told by the caller, with what is allowed.
        }
    }

    /// Within what the database can hold.
    private static boolean sane(Instant time) {
        long seconds = time.getEpochSecond();
        return seconds > -62_135_596_800L && seconds < 253_402_300_800L;
    }

    private static ValueType of(Base base) {
        return new ValueType(base, List.of(), 0, 0);
    }
}
