package io.dotmac.server.platform.config;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// All settings as text by dotted key. Reading a key makes it known; whatever is wrong is collected and thrown at once
/// by [#check()], together with every key that nobody read.
///
/// For one thread.
public final class Settings {
    private final Deployment deployment;
    private final SortedMap<String, Entry> given;
    private final SortedMap<String, Entry> effective = new TreeMap<>();
    private final List<String> violations = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    /// A value and where it came from.
    ///
    /// @param text as it was written
    /// @param source `default`, a file name, or the name of a variable
    /// @param origin reads the text anew where it may change
    public record Entry(String text, String source, Supplier<String> origin) {
        /// A value that stays.
        public Entry(String text, String source) {
            this(text, source, () -> text);
        }
    }

    Settings(Deployment deployment, Map<String, Entry> given) {
        this.deployment = deployment;
        this.given = new TreeMap<>(given);
    }

    /// Where the server runs.
    public Deployment deployment() {
        return deployment;
    }

    /// Free text.
    public String text(String key, String fallback) {
        return read(key, fallback, false);
    }

    /// Text that is never shown; where `key` is not set, `key`-file may name a file that holds it.
    public Secret secret(String key, String fallback) {
        String fileKey = key + "-file";
        String file = given.containsKey(fileKey) ? text(fileKey, "") : "";
        if (!file.isEmpty() && !given.containsKey(key)) {
            secretFile(key, fileKey, Path.of(file));
        }
        return plainSecret(key, fallback);
    }

    /// Text that is never shown, of a setting that has no `-file` of that meaning.
    public Secret plainSecret(String key, String fallback) {
        String text = read(key, fallback, true);
        Entry entry = given.get(key);
        return entry == null ? new Secret(text) : new Secret(text, entry.origin());
    }

    /// A whole number in `[min, max]`.
    public int integer(String key, int fallback, int min, int max) {
        return parsed(key, Integer.toString(fallback), fallback, "a number from " + min + " to " + max, text -> {
            int value = Integer.parseInt(text);
            return value < min || value > max ? null : value;
        });
    }

    /// A number in `[min, max]`.
    public double decimal(String key, double fallback, double min, double max) {
        String allowed = "a number from " + min + " to " + max;
        return parsed(key, Double.toString(fallback), fallback, allowed, text -> {
            double value = Double.parseDouble(text);
            return value >= min && value <= max ? value : null;
        });
    }

    /// `true` or `false`.
    public boolean flag(String key, boolean fallback) {
        return parsed(key, Boolean.toString(fallback), fallback, "true or false", text -> switch (text) {
            case "true" -> Boolean.TRUE;
            case "false" -> Boolean.FALSE;
            default -> null;
        });
    }

    /// A positive span such as `250ms`, `30s`, `10m`, `12h`, `14d`.
    public Duration duration(String key, String fallback) {
        Duration whenWrong = Durations.parse(fallback);
        return parsed(key, fallback, whenWrong, "a span such as 250ms, 30s, 10m, 12h, 14d", text -> {
            Duration value = Durations.parse(text);
            return value.isPositive() ? value : null;
        });
    }

    /// One of the constants of `type`, in lower case with dashes.
    public <E extends Enum<E>> E choice(String key, E fallback, Class<E> type) {
        String allowed =
                Arrays.stream(type.getEnumConstants()).map(Settings::dashed).collect(Collectors.joining(", "));
        return parsed(
                key,
                dashed(fallback),
                fallback,
                "one of " + allowed,
                text -> Arrays.stream(type.getEnumConstants())
                        .filter(one -> dashed(one).equals(text))
                        .findAny()
                        .orElse(null));
    }

    /// Words parted by commas.
    public List<String> words(String key, String fallback) {
        return Arrays.stream(read(key, fallback, false).split(","))
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .toList();
    }

    /// Notes something that no single key can tell.
    public void violation(String message) {
        violations.add(message);
    }

    /// Notes what is fit for a developer's machine only: an error in production, a warning in staging.
    public void weak(String message) {
        if (deployment == Deployment.PRODUCTION) {
            violations.add(message + " in production");
        } else if (deployment == Deployment.STAGING) {
            warnings.add(message + " in production");
        }
    }

    /// Notes what the operator should know.
    public void warning(String message) {
        warnings.add(message);
    }

    /// What the operator should know.
    public List<String> warnings() {
        return List.copyOf(warnings);
    }

    /// Whether nothing wrong was found so far.
    public boolean isGood() {
        return violations.isEmpty();
    }

    /// Whether it is the address of something that speaks HTTP.
    public static boolean isHttp(String address) {
        try {
            URI uri = URI.create(address);
            return uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /// Throws [ConfigException] when anything is wrong.
    public void check() {
        given.keySet().stream().filter(key -> !effective.containsKey(key)).forEach(key -> {
            String nearest = Nearest.of(key, effective.keySet())
                    .map(known -> ", did you mean " + known + "?")
                    .orElse("");
            violations.add(key + " is not a setting (from " + source(key) + ")" + nearest);
        });
        if (!violations.isEmpty()) {
            throw new ConfigException(violations);
        }
    }

    /// What holds after reading, secrets masked.
    public SortedMap<String, Entry> effective() {
        return effective;
    }

    private String source(String key) {
        return Optional.ofNullable(given.get(key)).map(Entry::source).orElse("default");
    }

    private String read(String key, String fallback, boolean secret) {
        Entry entry = given.getOrDefault(key, new Entry(fallback, "default"));
        boolean masked = secret && !entry.text().isEmpty();
        effective.put(key, masked ? new Entry(Secret.MASK, entry.source()) : entry);
        return entry.text();
    }

    private void secretFile(String key, String fileKey, Path file) {
        try {
            String text = SettingsFiles.secret(file);
            given.put(key, new Entry(text, file.toString(), () -> SettingsFiles.secretAgain(file)));
        } catch (IOException e) {
            violations.add(fileKey + " is " + file + ", which cannot be read");
        }
    }

    private <T> T parsed(
            String key, String fallback, T whenWrong, String allowed, Function<String, @Nullable T> parser) {
        String text = read(key, fallback, false).strip();
        try {
            T value = parser.apply(text);
            if (value != null) {
                return value;
            }
        } catch (IllegalArgumentException e) {
            // Told below with the key and what is allowed, which the parser does not know.
        }
        violations.add(key + " is " + text + ", must be " + allowed);
        return whenWrong;
    }

    private static String dashed(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
