package io.dotmac.server.fleet.series;

import com.fasterxml.jackson.databind.JsonNode;
import io.dotmac.model.Json;
import io.dotmac.model.report.KnownSeries;
import io.dotmac.server.platform.http.Refusal;
import io.dotmac.server.platform.telemetry.OutboundHttp;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Reads values back from a store of metrics by Prometheus' query API. Every question names the tenant, and what comes
/// back counts only where it is one of the tenant's own series.
final class PrometheusSource {
    private static final String TARGET = "prometheus";
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final Duration RETRY = Duration.ofSeconds(5);
    private static final int MAX_NAMED = 50;

    private final PrometheusConfig config;
    private final OutboundHttp http;

    PrometheusSource(PrometheusConfig config, OutboundHttp http) {
        this.config = config;
        this.http = http;
    }

    boolean isOn() {
        return config.isOn();
    }

    /// What the values of each bucket come to, by the series' id.
    Map<Long, double[]> values(String tenant, SeriesQuery query, List<KnownSeries> known) {
        Map<List<String>, Long> ids = new HashMap<>();
        known.forEach(one -> ids.put(List.of(one.nodeName(), one.target(), one.instance()), one.id()));
        Map<Long, double[]> values = new HashMap<>();
        for (JsonNode series : ask(tenant, query, known).path("data").path("result")) {
            JsonNode labels = series.path("metric");
            Long id = ids.get(List.of(
                    labels.path("node").asText(),
                    labels.path("target").asText(),
                    labels.path("instance").asText("")));
            if (id != null) {
                values.put(id, buckets(query, series.path("values")));
            }
        }
        return values;
    }

    /// Each bucket by the function over its own span, so that a hole stays a hole: the plain value would be carried on
    /// for five minutes. The moment that a bucket is asked for at is its last millisecond.
    static String expression(String tenant, SeriesQuery query, List<KnownSeries> known) {
        StringBuilder selector = new StringBuilder("{tenant=").append(quoted(tenant));
        List<String> nodes =
                known.stream().map(KnownSeries::nodeName).distinct().toList();
        if (nodes.size() <= MAX_NAMED) {
            selector.append(",node=~").append(quoted(any(nodes)));
        }
        if (!query.which().targets().isEmpty()) {
            selector.append(",target=~").append(quoted(any(query.which().targets())));
        }
        if (!query.which().instances().isEmpty()) {
            selector.append(",instance=~").append(quoted(any(query.which().instances())));
        }
        String function = query.aggregate().name().toLowerCase(java.util.Locale.ROOT) + "_over_time";
        return function + "(" + metric(query.which().metric()) + selector + "}["
                + query.step().toSeconds() + "s])";
    }

    private JsonNode ask(String tenant, SeriesQuery query, List<KnownSeries> known) {
        double step = query.step().toSeconds();
        Map<String, String> form = Map.of(
                "query", expression(tenant, query, known),
                "start", Double.toString(query.from().getEpochSecond() + step - 0.001),
                "end", Double.toString(query.to().getEpochSecond() - 0.001),
                "step", Double.toString(step));
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(config.url() + "/api/v1/query_range"))
                .timeout(TIMEOUT)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form.entrySet().stream()
                        .map(one -> one.getKey() + "=" + URLEncoder.encode(one.getValue(), StandardCharsets.UTF_8))
                        .collect(Collectors.joining("&"))));
        if (!config.authorization().isEmpty()) {
            request.header("Authorization", config.authorization().value());
        }
        try {
            HttpResponse<byte[]> answer = http.send(TARGET, request.build(), BodyHandlers.ofByteArray());
            if (answer.statusCode() != 200) {
                throw unavailable("answers " + answer.statusCode());
            }
            return Json.mapper().readTree(answer.body());
        } catch (IOException e) {
            throw unavailable("does not answer");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable("was not waited for");
        }
    }

    private static double[] buckets(SeriesQuery query, JsonNode points) {
        double[] buckets = new double[query.buckets()];
        Arrays.fill(buckets, Double.NaN);
        for (JsonNode point : points) {
            double after = point.path(0).asDouble() - query.from().getEpochSecond();
            int bucket = (int) (after / query.step().toSeconds());
            if (bucket >= 0 && bucket < buckets.length) {
                buckets[bucket] = number(point.path(1).asText());
            }
        }
        return buckets;
    }

    private static double number(String text) {
        return switch (text) {
            case "NaN", "+Inf", "-Inf" -> Double.NaN;
            default -> Double.parseDouble(text);
        };
    }

    private static Refusal unavailable(String why) {
        return Refusal.unavailable("PROMETHEUS_UNAVAILABLE", "the store of metrics " + why, RETRY);
    }

    private static String metric(String name) {
        String fit = name.replaceAll("[^a-zA-Z0-9_:]", "_");
        return Character.isDigit(fit.charAt(0)) ? "_" + fit : fit;
    }

    /// A regular expression that matches these texts as they are.
    private static String any(List<String> texts) {
        return texts.stream()
                .map(text -> text.replaceAll("([\\\\.+*?()|\\[\\]{}^$])", "\\\\$1"))
                .collect(Collectors.joining("|"));
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }
}
