package io.dotmac.server.alert;

import io.dotmac.model.alert.AlertRule;
import io.dotmac.model.alert.Level;
import java.util.List;
import java.util.Locale;

/// Writes rules as a rule file of Prometheus, for those who judge there: on what agents expose and what the server
/// writes on. Rules on states are left out, since Prometheus has no such series.
final class PrometheusRules {
    private PrometheusRules() {}

    /// The file, in YAML.
    static String file(List<AlertRule> rules) {
        StringBuilder yaml = new StringBuilder("groups:\n  - name: dotmac\n    rules:\n");
        for (AlertRule rule : rules) {
            if (rule.enabled() && !expression(rule).isEmpty()) {
                edge(yaml, rule, Level.WARNING);
                edge(yaml, rule, Level.CRITICAL);
            }
        }
        return yaml.toString();
    }

    private static void edge(StringBuilder yaml, AlertRule rule, Level level) {
        rule.edge(level).ifPresent(edge -> {
            String severity = level.name().toLowerCase(Locale.ROOT);
            String target = rule.metric().startsWith("host_") ? "{{ $labels.instance }}" : "{{ $labels.target }}";
            String summary = rule.summary()
                    .replace("{value}", "{{ printf \"%.1f\" $value }} " + rule.unit())
                    .replace("{edge}", edge.toString())
                    .replace("{node}", "{{ $labels.node }}")
                    .replace("{target}", target)
                    .replace("{instance}", "{{ $labels.instance }}");
            yaml.append("      - alert: ").append(rule.name()).append('\n');
            yaml.append("        expr: ").append(quoted(expression(rule) + (rule.below() ? " < " : " > ") + edge));
            yaml.append("\n        for: ").append(rule.forSeconds()).append("s\n");
            yaml.append("        labels:\n          severity: ")
                    .append(severity)
                    .append('\n');
            yaml.append("        annotations:\n          summary: ")
                    .append(quoted(summary.strip()))
                    .append('\n');
        });
    }

    /// What is measured, in Prometheus' words; empty for what is a state.
    static String expression(AlertRule rule) {
        return switch (rule.metric()) {
            case Signals.CERTIFICATE_DAYS -> "(probe_ssl_earliest_cert_expiry - time()) / 86400";
            case Signals.DB_CONNECTIONS_PERCENT ->
                "100 * sum by (node, target) (pg_stat_activity_count) / sum by (node, target) (pg_settings_max_connections)";
            case Signals.POOL_USE_PERCENT -> "100 * pgbouncer_used_clients / pgbouncer_config_max_client_connections";
            case Signals.HTTP_5XX_PERCENT ->
                "100 * sum(rate(dotmac_http_request_seconds_count{status=~\"5..\"}[5m]))"
                        + " / sum(rate(dotmac_http_request_seconds_count[5m]))";
            case Signals.HTTP_P99_SECONDS ->
                "histogram_quantile(0.99, sum by (le) (rate(dotmac_http_request_seconds_bucket[5m])))";
            case Signals.DEPENDENCY_DOWN -> "1 - dependency_up";
            default -> Signals.holds(rule.metric()) ? "" : rule.metric() + selector(rule);
        };
    }

    private static String selector(AlertRule rule) {
        return rule.target()
                .map(target -> "{target=\"" + target.replace("\\", "\\\\").replace("\"", "\\\"") + "\"}")
                .orElse("");
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
