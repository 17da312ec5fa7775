package io.dotmac.server.alert;

import io.dotmac.model.alert.AlertRule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The rules of one tenant: the shipped ones, with its own beside or in place of them.
final class RuleBook {
    /// Of a tenant that changed nothing.
    static final RuleBook SHIPPED = new RuleBook(List.of());

    private final Map<String, AlertRule> byName = new LinkedHashMap<>();
    private final Map<String, List<AlertRule>> byMetric = new HashMap<>();

    /// @param own rules of the tenant
    RuleBook(List<AlertRule> own) {
        ShippedRules.ALL.forEach(rule -> byName.put(rule.name(), rule));
        own.forEach(rule -> byName.put(rule.name(), rule));
        for (AlertRule rule : byName.values()) {
            if (rule.enabled()) {
                byMetric.computeIfAbsent(rule.metric(), metric -> new ArrayList<>())
                        .add(rule);
            }
        }
    }

    /// Those that watch a series.
    List<AlertRule> of(Series series) {
        return byMetric.getOrDefault(series.metric(), List.of()).stream()
                .filter(rule -> rule.target().isEmpty() || rule.target().get().equals(series.target()))
                .toList();
    }

    /// The rule of that name, where it is in use.
    Optional<AlertRule> find(String name) {
        return Optional.ofNullable(byName.get(name)).filter(AlertRule::enabled);
    }

    /// Whether any rule watches a metric.
    boolean watches(String metric) {
        return byMetric.containsKey(metric);
    }

    /// All, by name.
    List<AlertRule> all() {
        return List.copyOf(byName.values());
    }
}
