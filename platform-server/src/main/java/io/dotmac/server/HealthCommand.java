package io.dotmac.server;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import io.dotmac.model.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.text.NumberFormat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Asks a running server how it is.
@Command(name = "health", description = "Prints the state of a running server; exits with 1 unless it is ready.")
final class HealthCommand implements Callable<Integer> {
    private static final TypeReference<Map<String, Double>> FIGURES = new TypeReference<>() {};

    @Option(names = "--url", defaultValue = "http://127.0.0.1:8080", description = "Default: ${DEFAULT-VALUE}")
    private String url = "";

    @Override
    public Integer call() throws InterruptedException {
        try (HttpClient client =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(3)).build()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/health/dependencies"))
                    .timeout(Duration.ofSeconds(5))
                    .build();
            String body = client.send(request, BodyHandlers.ofString()).body();
            return print(Json.mapper().readTree(body).path("data").path("attributes"));
        } catch (IOException e) {
            System.err.println("dotmac: no answer from " + url + (e.getMessage() == null ? "" : ": " + e.getMessage()));
            return 1;
        }
    }

    private static int print(JsonNode ready) {
        System.out.printf("%-16s %-10s %-10s %10s  %s%n", "SERVICE", "STATUS", "REQUIRED", "LATENCY", "");
        for (JsonNode one : ready.path("dependencies")) {
            String latency =
                    one.has("latency_millis") ? one.path("latency_millis").asText() + " ms" : "-";
            System.out.printf(
                    "%-16s %-10s %-10s %10s  %s%n",
                    one.path("name").asText(),
                    one.path("status").asText(),
                    one.path("required").asBoolean() ? "yes" : "no",
                    latency,
                    one.path("message").asText());
        }
        leaves(ready.path("leaves"));
        boolean good = ready.path("ready").asBoolean();
        System.out.println((good ? "Ready" : "Not ready") + ", state "
                + ready.path("state").asText("unknown") + ".");
        return good ? 0 : 1;
    }

    private static void leaves(JsonNode leaves) {
        System.out.printf("%n%-22s %-10s  %s%n", "MEASURED", "STATUS", "");
        for (JsonNode leaf : leaves) {
            List<String> facts = new ArrayList<>();
            leaf.path("message").asText().lines().forEach(facts::add);
            new TreeMap<>(Json.mapper().convertValue(leaf.path("figures"), FIGURES))
                    .forEach((name, value) -> facts.add(name.replace('_', ' ') + " "
                            + NumberFormat.getInstance(Locale.ROOT).format(value)));
            System.out.printf(
                    "%-22s %-10s  %s%n",
                    leaf.path("name").asText(), leaf.path("status").asText(), String.join(", ", facts));
        }
    }
}
