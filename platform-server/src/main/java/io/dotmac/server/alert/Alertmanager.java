package io.dotmac.server.alert;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dotmac.model.Json;
import io.dotmac.model.alert.Alert;
import io.dotmac.model.alert.Matcher;
import io.dotmac.model.alert.Silence;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;

/// Says alerts and silences in the words of Alertmanager's API, version 2.
final class Alertmanager {
    /// Who is told of alerts, where tools ask for a receiver.
    static final String RECEIVER = "dotmac";

    /// The version of Alertmanager whose API this is; tools compare it with their own.
    private static final String VERSION = "0.25.0";

    private static final Pattern FILTER =
            Pattern.compile("\\s*\\{?\\s*([a-zA-Z_][a-zA-Z0-9_]*)\\s*(=~|!~|!=|=)\\s*(.*?)\\s*}?\\s*");
    private static final Duration TIMEOUT = Duration.ofMinutes(5);

    private Alertmanager() {}

    /// Which alerts are asked for.
    ///
    /// @param active those that nothing keeps quiet
    /// @param silenced those that a silence or maintenance keeps quiet
    /// @param inhibited those that another explains
    /// @param matchers that must all hold
    record Wanted(boolean active, boolean silenced, boolean inhibited, List<Matcher> matchers) {
        boolean takes(Alert alert) {
            boolean quiet = !alert.facts().silences().isEmpty()
                    || alert.facts().maintenance().isPresent();
            boolean caused = alert.facts().inhibitedBy().isPresent();
            boolean shown = (silenced || !quiet) && (inhibited || !caused) && (active || quiet || caused);
            return shown && matchers.stream().allMatch(one -> one.matches(alert.labels()));
        }
    }

    /// A condition such as `alertname=~"host.*"`.
    static Matcher matcher(String text) {
        java.util.regex.Matcher parts = FILTER.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("filter is not of the form name=\"value\"");
        }
        String value = parts.group(3);
        if (value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"")) {
            value = value.substring(1, value.length() - 1).replace("\\\"", "\"").replace("\\\\", "\\");
        }
        String sign = parts.group(2);
        return new Matcher(parts.group(1), value, sign.endsWith("~"), sign.startsWith("="));
    }

    static ArrayNode alerts(List<Alert> alerts, Instant now) {
        ArrayNode all = Json.mapper().createArrayNode();
        alerts.forEach(alert -> all.add(alert(alert, now)));
        return all;
    }

    /// Alerts by their name, each group with its receiver.
    static ArrayNode groups(List<Alert> alerts, Instant now) {
        Map<String, List<Alert>> byName = new TreeMap<>();
        alerts.forEach(alert -> byName.computeIfAbsent(alert.label("alertname"), name -> new ArrayList<>())
                .add(alert));
        ArrayNode groups = Json.mapper().createArrayNode();
        byName.forEach((name, some) -> {
            ObjectNode group = groups.addObject();
            group.putObject("labels").put("alertname", name);
            group.putObject("receiver").put("name", RECEIVER);
            group.set("alerts", alerts(some, now));
        });
        return groups;
    }

    static ArrayNode silences(List<Silence> silences, Instant now) {
        ArrayNode all = Json.mapper().createArrayNode();
        silences.forEach(one -> all.add(silence(one, now)));
        return all;
    }

    static ObjectNode silence(Silence silence, Instant now) {
        ObjectNode node = Json.mapper().createObjectNode();
        node.put("id", silence.id().toString());
        String state = silence.isActive(now) ? "active" : now.isBefore(silence.startsAt()) ? "pending" : "expired";
        node.putObject("status").put("state", state);
        node.put("updatedAt", silence.updatedAt().toString());
        node.put("comment", silence.reason());
        node.put("createdBy", silence.createdBy());
        node.put("startsAt", silence.startsAt().toString());
        node.put("endsAt", silence.endsAt().toString());
        ArrayNode matchers = node.putArray("matchers");
        for (Matcher one : silence.matchers()) {
            matchers.addObject()
                    .put("name", one.name())
                    .put("value", one.value())
                    .put("isRegex", one.isRegex())
                    .put("isEqual", one.isEqual());
        }
        return node;
    }

    /// @param since when this server started
    static ObjectNode status(Instant since) {
        ObjectNode node = Json.mapper().createObjectNode();
        ObjectNode cluster = node.putObject("cluster");
        cluster.put("status", "ready").put("name", "dotmac");
        cluster.putArray("peers");
        node.putObject("versionInfo")
                .put("version", VERSION)
                .put("revision", "")
                .put("branch", "dotmac")
                .put("buildUser", "")
                .put("buildDate", "")
                .put("goVersion", "");
        node.putObject("config")
                .put("original", "route:\n  receiver: " + RECEIVER + "\nreceivers:\n  - name: " + RECEIVER + "\n");
        node.put("uptime", since.toString());
        return node;
    }

    private static ObjectNode alert(Alert alert, Instant now) {
        ObjectNode node = Json.mapper().createObjectNode();
        node.set("labels", texts(alert.labels()));
        Map<String, String> annotations = new TreeMap<>(alert.annotations());
        annotations.putIfAbsent("summary", alert.summary());
        node.set("annotations", texts(annotations));
        node.put("fingerprint", alert.fingerprint());
        node.put("startsAt", alert.startsAt().toString());
        node.put("updatedAt", alert.updatedAt().toString());
        node.put("endsAt", alert.endsAt().orElse(now.plus(TIMEOUT)).toString());
        node.put("generatorURL", alert.generator());
        node.putArray("receivers").addObject().put("name", RECEIVER);
        ObjectNode status = node.putObject("status");
        status.put("state", alert.facts().quiet() ? "suppressed" : "active");
        ArrayNode silencedBy = status.putArray("silencedBy");
        alert.facts().silences().stream().map(UUID::toString).forEach(silencedBy::add);
        ArrayNode inhibitedBy = status.putArray("inhibitedBy");
        alert.facts().inhibitedBy().ifPresent(inhibitedBy::add);
        ArrayNode mutedBy = status.putArray("mutedBy");
        alert.facts().maintenance().ifPresent(mutedBy::add);
        return node;
    }

    private static ObjectNode texts(Map<String, String> texts) {
        ObjectNode node = Json.mapper().createObjectNode();
        new TreeMap<>(texts).forEach(node::put);
        return node;
    }
}
