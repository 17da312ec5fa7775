package io.dotmac.server.alert;

import io.dotmac.model.alert.Alert;
import io.dotmac.model.alert.Level;
import io.dotmac.model.fleet.TenantId;
import java.util.LinkedHashMap;
import java.util.Map;

/// Where something is measured: what tells an alert apart from others of the same rule.
///
/// @param tenant whose
/// @param nodeId of the node, or a word for what is none
/// @param node its name
/// @param target on the node
/// @param instance part of the target, or empty
record Place(TenantId tenant, String nodeId, String node, String target, String instance) {
    /// Where an alert was raised that names its place by labels.
    static Place of(TenantId tenant, Alert alert) {
        return new Place(
                tenant, alert.label("node_id"), alert.label("node"), alert.label("target"), alert.label("instance"));
    }

    /// The same for the same trouble at the same place, for ever.
    String fingerprint(String rule) {
        return Fingerprints.of(tenant, Map.of("alertname", rule, "n", nodeId, "t", target, "i", instance));
    }

    /// A metric that is measured there.
    Series series(String metric) {
        return new Series(metric, target, instance);
    }

    Map<String, String> labels(String rule, Level level) {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put("alertname", rule);
        labels.put("node", node);
        labels.put("node_id", nodeId);
        put(labels, "target", target);
        put(labels, "instance", instance);
        labels.put("severity", level == Level.WARNING ? "warning" : "critical");
        return labels;
    }

    private static void put(Map<String, String> labels, String name, String value) {
        if (!value.isEmpty()) {
            labels.put(name, value);
        }
    }
}
