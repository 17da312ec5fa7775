package io.dotmac.server.alert;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dotmac.model.Json;
import io.dotmac.model.alert.AlertRule;
import io.dotmac.model.alert.Level;
import java.util.List;

/// Writes rules as a dashboard of Grafana: a panel for each rule that a store of metrics can judge, with the rule's
/// edges as thresholds. Data source, ISP and node are chosen on the dashboard.
final class GrafanaDashboard {
    private static final String UID = "dotmac-rules";
    private static final int SCHEMA = 39;
    private static final int WIDTH = 12;
    private static final int HEIGHT = 8;
    private static final String GREEN = "#009E73";
    private static final String YELLOW = "#F0E442";
    private static final String RED = "#D55E00";

    private GrafanaDashboard() {}

    /// The dashboard, in JSON fit for Grafana's import.
    static String of(List<AlertRule> rules) {
        ObjectNode dashboard = Json.mapper().createObjectNode();
        dashboard.putNull("id");
        dashboard.put("uid", UID);
        dashboard.put("title", "DotMac Ops: what rules watch");
        dashboard.put("schemaVersion", SCHEMA);
        dashboard.put("version", 1);
        dashboard.put("editable", true);
        dashboard.put("refresh", "1m");
        dashboard.put("timezone", "browser");
        dashboard.putArray("tags").add("dotmac");
        dashboard.putObject("time").put("from", "now-6h").put("to", "now");
        ArrayNode variables = dashboard.putObject("templating").putArray("list");
        source(variables.addObject());
        label(variables.addObject(), "tenant", "label_values(dependency_up, tenant)");
        label(variables.addObject(), "node", "label_values(dependency_up{tenant=~\"$tenant\"}, node)");
        ArrayNode panels = dashboard.putArray("panels");
        for (AlertRule rule : rules) {
            String expression = PrometheusRules.expression(rule);
            if (rule.enabled() && !expression.isEmpty()) {
                panel(panels.addObject(), panels.size() - 1, rule, expression);
            }
        }
        return dashboard.toPrettyString();
    }

    /// What a panel asks for: of the chosen ISP and nodes where it is about nodes.
    static String chosen(String expression) {
        String selected = "tenant=~\"$tenant\",node=~\"$node\"";
        return expression
                .replaceAll("\\{target=", "{" + java.util.regex.Matcher.quoteReplacement(selected) + ",target=")
                .replaceAll(
                        "\\b((?:host|replication|pgbouncer|pg|probe|dependency|container)_[a-z0-9_]+)\\b(?!\\{)",
                        "$1{" + java.util.regex.Matcher.quoteReplacement(selected) + "}");
    }

    private static void panel(ObjectNode panel, int place, AlertRule rule, String expression) {
        panel.put("id", place + 1);
        panel.put("type", "timeseries");
        panel.put("title", rule.name());
        panel.put("description", rule.summary());
        panel.putObject("gridPos")
                .put("x", place % 2 * WIDTH)
                .put("y", place / 2 * HEIGHT)
                .put("w", WIDTH)
                .put("h", HEIGHT);
        datasource(panel);
        ObjectNode defaults = panel.putObject("fieldConfig").putObject("defaults");
        defaults.put("unit", unit(rule.unit()));
        defaults.putObject("color").put("mode", "palette-classic");
        ObjectNode thresholds = defaults.putObject("thresholds").put("mode", "absolute");
        thresholds(thresholds.putArray("steps"), rule);
        ObjectNode custom = defaults.putObject("custom").put("spanNulls", false).put("lineWidth", 1);
        custom.putObject("thresholdsStyle").put("mode", "line");
        ((ObjectNode) panel.get("fieldConfig")).putArray("overrides");
        ObjectNode target = panel.putArray("targets").addObject();
        datasource(target);
        target.put("refId", "A");
        target.put("expr", chosen(expression));
        target.put("legendFormat", "{{node}} {{target}} {{instance}}");
        target.put("range", true);
    }

    /// In rising order, as Grafana wants them: a rule on low values is bad from the bottom.
    private static void thresholds(ArrayNode steps, AlertRule rule) {
        List<Level> levels =
                rule.below() ? List.of(Level.CRITICAL, Level.WARNING) : List.of(Level.WARNING, Level.CRITICAL);
        String colour = rule.below() ? worst(rule) : GREEN;
        steps.addObject().put("color", colour).putNull("value");
        for (Level level : levels) {
            rule.edge(level)
                    .ifPresent(edge ->
                            steps.addObject().put("color", beyond(rule, level)).put("value", edge));
        }
    }

    private static String worst(AlertRule rule) {
        return rule.critical().isPresent() ? RED : YELLOW;
    }

    /// The colour of values above an edge.
    private static String beyond(AlertRule rule, Level level) {
        if (rule.below()) {
            return level == Level.CRITICAL && rule.warning().isPresent() ? YELLOW : GREEN;
        }
        return level == Level.CRITICAL ? RED : YELLOW;
    }

    private static String unit(String unit) {
        return switch (unit) {
            case "%" -> "percent";
            case "s" -> "s";
            case "d", "days" -> "d";
            case "GiB" -> "gbytes";
            default -> unit.isEmpty() ? "short" : "suffix: " + unit;
        };
    }

    private static void datasource(ObjectNode of) {
        of.putObject("datasource").put("type", "prometheus").put("uid", "${datasource}");
    }

    private static void source(ObjectNode variable) {
        variable.put("name", "datasource");
        variable.put("label", "Data source");
        variable.put("type", "datasource");
        variable.put("query", "prometheus");
        variable.put("hide", 0);
        variable.put("refresh", 1);
        variable.put("regex", "");
        variable.putObject("current");
        variable.putArray("options");
    }

    private static void label(ObjectNode variable, String name, String query) {
        variable.put("name", name);
        variable.put("label", name);
        variable.put("type", "query");
        datasource(variable);
        variable.put("definition", query);
        variable.putObject("query").put("query", query).put("refId", "StandardVariableQuery");
        variable.put("includeAll", true);
        variable.put("allValue", ".*");
        variable.put("multi", true);
        variable.put("hide", 0);
        variable.put("refresh", 2);
        variable.put("sort", 1);
        variable.put("regex", "");
        variable.putObject("current").put("text", "All").put("value", "$__all");
        variable.putArray("options");
    }
}
