package io.dotmac.server.alert;

import io.dotmac.model.alert.AlertRule;
import io.dotmac.model.alert.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Writes rules as a rule file of Prometheus, for those who judge there: on what agents expose and what the server
/// writes on. Rules on states are left out, since Prometheus has no such series.
final class PrometheusRules {
    private PrometheusRules() {}

    /// The file, in YAML.
    ///
    /// @param tenant slug of the ISP, a label of what the server writes on but not of what agents expose; empty for
    ///     the platform
    static String file(String tenant, List<AlertRule> rules) {
        StringBuilder yaml = new StringBuilder("groups:\n  - name: dotmac\n    rules:\n");
        for (AlertRule rule : rules) {
            if (rule.enabled() && !expression(rule).isEmpty()) {
                edge(yaml, tenant, rule, Level.WARNING);
                edge(yaml, tenant, rule, Level.CRITICAL);
            }
        }
        return yaml.toString();
    }

    private static void edge(StringBuilder yaml, String tenant, AlertRule rule, Level level) {
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
            yaml.append("        expr: ")
                    .append(quoted(expression(tenant, rule) + (rule.below() ? " < " : " > ") + edge));
            yaml.append("\n        for: ").append(rule.forSeconds()).append("s\n");
            yaml.append("        labels:\n          severity: ")
                    .append(severity)
                    .append('\n');
            yaml.append("        annotations:\n          summary: ")
                    .append(quoted(summary.strip()))
                    .append('\n');
        });
    }

    /// What is measured of everybody, in Prometheus' words; empty for what is a state.
    static String expression(AlertRule rule) {
        return expression("", rule);
    }

    private static String expression(String tenant, AlertRule rule) {
        String of = selector(tenant, rule);
        return switch (rule.metric()) {
            case Signals.CERTIFICATE_DAYS -> "(probe_ssl_earliest_cert_expiry" + of + " - time()) / 86400";
            case Signals.DB_CONNECTIONS_PERCENT ->
                "100 * sum by (node, target) (pg_stat_activity_count" + of
                        + ") / sum by (node, target) (pg_settings_max_connections" + of + ")";
            case Signals.POOL_USE_PERCENT ->
                "100 * pgbouncer_used_clients" + of + " / pgbouncer_config_max_client_connections" + of;
            case Signals.HTTP_5XX_PERCENT -> // Of the server itself, which is nobody's.
                "100 * sum(rate(dotmac_http_request_seconds_count{status=~\"5..\"}[5m]))"
                        + " / sum(rate(dotmac_http_request_seconds_count[5m]))";
            case Signals.HTTP_P99_SECONDS ->
                "histogram_quantile(0.99, sum by (le) (rate(dotmac_http_request_seconds_bucket[5m])))";
            case Signals.DEPENDENCY_DOWN -> "1 - dependency_up" + of;
            default -> Signals.holds(rule.metric()) ? "" : rule.metric() + of;
        };
    }

    private static String selector(String tenant, AlertRule rule) {
        List<String> parts = new ArrayList<>();
        rule.target().ifPresent(target -> parts.add("target=" + text(target)));
        if (!tenant.isEmpty()) {
            parts.add("tenant=~" + text(tenant + "|"));
        }
        return parts.isEmpty() ? "" : "{" + String.join(",", parts) + "}";
    }

    private static String text(String value) {
        return "\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
