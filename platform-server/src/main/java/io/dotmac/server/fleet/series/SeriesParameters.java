package io.dotmac.server.fleet.series;

import io.dotmac.model.report.Aggregate;
import io.dotmac.server.fleet.series.SeriesQuery.Which;
import io.dotmac.server.platform.http.Call;
import io.dotmac.server.platform.http.Parameter;
import io.dotmac.server.platform.http.Refusal;
import io.dotmac.server.platform.query.ValueType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads what somebody asks of series, or says what is wrong with it and what is allowed.
final class SeriesParameters {
    /// Most buckets of one series, as Prometheus has it.
    static final int MAX_BUCKETS = 11_000;

    static final Parameter METRIC = Parameter.query(
                    "metric", ValueType.text(100), "its name, as `GET /api/v1/fleet/metrics` lists it")
            .must();
    static final Parameter NODE = Parameter.query("node", ValueType.text(100), "only of these: id or name")
            .many();
    static final Parameter TARGET = Parameter.query("target", ValueType.text(64), "only of these targets")
            .many();
    static final Parameter INSTANCE = Parameter.query("instance", ValueType.text(128), "only of these instances")
            .many();
    static final Parameter FROM = Parameter.query("from", ValueType.TIME, "beginning, else an hour before the end");
    static final Parameter TO = Parameter.query("to", ValueType.TIME, "end, else now");
    static final Parameter STEP = Parameter.query(
            "step", ValueType.text(8), "length of a bucket, for example `15s`, `5m`, `1h`; else chosen by the range");
    static final Parameter AGGREGATE =
            Parameter.query("aggregate", ValueType.choice(Aggregate.class), "what a bucket tells, else `avg`");

    private static final Duration USUAL = Duration.ofHours(1);
    private static final int USUAL_BUCKETS = 300;
    private static final Pattern SPAN = Pattern.compile("([1-9][0-9]{0,5})([smhd])");
    private static final List<Duration> STEPS = List.of(
            Duration.ofMinutes(1),
            Duration.ofMinutes(2),
            Duration.ofMinutes(5),
            Duration.ofMinutes(10),
            Duration.ofMinutes(15),
            Duration.ofMinutes(30),
            Duration.ofHours(1),
            Duration.ofHours(2),
            Duration.ofHours(3),
            Duration.ofHours(6),
            Duration.ofHours(12),
            Duration.ofDays(1));

    private SeriesParameters() {}

    static SeriesQuery query(Call call, Retention retention) {
        Instant to = instant(call, "to").orElse(call.now());
        Instant from = instant(call, "from").orElse(to.minus(USUAL));
        if (!from.isBefore(to)) {
            throw Refusal.invalid("from", "is " + from + ", must be before " + to);
        }
        Duration step =
                call.query("step").map(SeriesParameters::step).orElseGet(() -> usual(from, to, call.now(), retention));
        SeriesQuery query = new SeriesQuery(
                which(call),
                RollupStore.floor(from, step),
                ceiling(to, step),
                step,
                call.query("aggregate")
                        .map(text -> Aggregate.valueOf(text.toUpperCase(Locale.ROOT)))
                        .orElse(Aggregate.AVG));
        if (query.buckets() > MAX_BUCKETS) {
            Duration least = Duration.ofSeconds(Duration.between(from, to).toSeconds() / MAX_BUCKETS + 1);
            throw Refusal.invalid(
                    "step",
                    "is " + text(step) + ", which makes "
                            + Duration.between(query.from(), query.to()).dividedBy(step) + " buckets, at most "
                            + MAX_BUCKETS + "; must be " + text(least) + " or more for this range");
        }
        return query;
    }

    static String text(Duration span) {
        long seconds = span.toSeconds();
        if (seconds % 86_400 == 0) {
            return seconds / 86_400 + "d";
        }
        if (seconds % 3_600 == 0) {
            return seconds / 3_600 + "h";
        }
        return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }

    private static Which which(Call call) {
        String metric = call.query("metric").orElseThrow(() -> Refusal.invalid("metric", "is missing"));
        return new Which(metric, call.queryAll("node"), call.queryAll("target"), call.queryAll("instance"));
    }

    private static Duration step(String text) {
        Matcher matcher = SPAN.matcher(text);
        if (!matcher.matches()) {
            throw Refusal.invalid("step", "is " + text + ", must be a span of whole seconds such as 15s, 5m, 1h, 1d");
        }
        long count = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
        };
    }

    /// The finest of the usual steps that makes a chart's worth of buckets and that is kept so long.
    private static Duration usual(Instant from, Instant to, Instant now, Retention retention) {
        boolean old = from.isBefore(retention.oldest(Grain.MINUTE, now));
        Duration range = Duration.between(from, to);
        return STEPS.stream()
                .filter(step -> range.dividedBy(step) <= USUAL_BUCKETS)
                .filter(step -> !old || Grain.of(step) == Grain.HOUR)
                .findFirst()
                .orElse(Duration.ofDays(Math.max(1, range.toDays() / USUAL_BUCKETS)));
    }

    private static Instant ceiling(Instant at, Duration step) {
        Instant floor = RollupStore.floor(at, step);
        return floor.equals(at) ? at : floor.plus(step);
    }

    private static Optional<Instant> instant(Call call, String field) {
        return call.query(field).map(text -> Instant.parse(text.length() == 10 ? text + "T00:00:00Z" : text));
    }
}
