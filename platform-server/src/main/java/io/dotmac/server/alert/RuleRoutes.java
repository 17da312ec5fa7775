package io.dotmac.server.alert;

import io.dotmac.model.alert.AlertRule;
import io.dotmac.model.alert.ReplayResult;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.platform.http.Access;
import io.dotmac.server.platform.http.Answer;
import io.dotmac.server.platform.http.Call;
import io.dotmac.server.platform.http.Documents;
import io.dotmac.server.platform.http.Parameter;
import io.dotmac.server.platform.http.Permission;
import io.dotmac.server.platform.http.Route;
import io.dotmac.server.platform.query.ListQuery;
import io.dotmac.server.platform.query.ListSpec;
import io.dotmac.server.platform.query.ValueType;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/// Paths of rules.
final class RuleRoutes {
    private static final int DAYS = 7;
    private static final int MOST_DAYS = 31;
    private static final Access READ = Access.needs(Permission.ALERT_READ);
    private static final Access CONFIGURE = Access.needs(Permission.ALERT_CONFIGURE);
    private static final ListSpec RULES = ListSpec.keyed("name", ValueType.TEXT).unfiltered();
    private static final Parameter NAME = Parameter.path("name", ValueType.text(63), "name of the rule");
    private static final Parameter SPAN =
            Parameter.query("days", ValueType.whole(1, MOST_DAYS), "of history, else " + DAYS);

    private final Rules rules;
    private final Function<TenantId, String> slugs;

    RuleRoutes(Rules rules, Function<TenantId, String> slugs) {
        this.rules = rules;
        this.slugs = slugs;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/api/v1/alert-rules", READ, this::list)
                        .as("listAlertRules", "When something is an alert: shipped rules and own ones")
                        .lists("alert-rule", AlertRule.class, RULES)
                        .with(AlertRoutes.TENANT),
                Route.get("/api/v1/alert-rules/{name}", READ, this::show)
                        .as("getAlertRule", "One rule")
                        .with(NAME, AlertRoutes.TENANT)
                        .gives("alert-rule", AlertRule.class)
                        .refuses(404),
                Route.get("/api/v1/alert-rule-file", READ, this::file)
                        .as("getAlertRuleFile", "The rules as a rule file of Prometheus")
                        .with(AlertRoutes.TENANT)
                        .givesRaw("application/yaml"),
                Route.get("/api/v1/alert-dashboard", READ, this::dashboard)
                        .as("getAlertDashboard", "The rules as a dashboard of Grafana, to be imported there")
                        .with(AlertRoutes.TENANT)
                        .givesRaw("application/json"),
                Route.post("/api/v1/alert-rules/replay", READ, this::replay)
                        .as("replayAlertRule", "What a rule would have done on stored history")
                        .with(SPAN, AlertRoutes.TENANT)
                        .takes(AlertRule.class)
                        .gives("alert-replay", ReplayResult.class)
                        .refuses(409),
                Route.put("/api/v1/alert-rules/{name}", CONFIGURE, this::put)
                        .as("putAlertRule", "Makes or changes a rule, or puts one in the place of a shipped one")
                        .with(NAME, AlertRoutes.TENANT)
                        .takes(AlertRule.class)
                        .gives("alert-rule", AlertRule.class)
                        .refuses(409),
                Route.delete("/api/v1/alert-rules/{name}", CONFIGURE, this::remove)
                        .as("removeAlertRule", "Takes an own rule away; a shipped one is as it was")
                        .with(NAME, AlertRoutes.TENANT)
                        .givesNothing()
                        .refuses(404));
    }

    private Answer list(Call call) {
        ListQuery query = call.list();
        String after = query.after().isEmpty() ? "" : query.after().getFirst();
        boolean down = query.order().getFirst().descending();
        Comparator<AlertRule> order = Comparator.comparing(AlertRule::name);
        List<AlertRule> found = rules.all(AlertRoutes.tenant(call)).stream()
                .sorted(down ? order.reversed() : order)
                .filter(rule -> after.isEmpty()
                        || (down
                                ? rule.name().compareTo(after) < 0
                                : rule.name().compareTo(after) > 0))
                .limit(query.lookFor())
                .toList();
        return Documents.page(call, query.page(found), AlertRule::name);
    }

    private Answer show(Call call) {
        return answer(call, rules.show(AlertRoutes.tenant(call), call.parameter("name")));
    }

    private Answer file(Call call) {
        TenantId tenant = AlertRoutes.tenant(call);
        return Answer.text("application/yaml", PrometheusRules.file(slugs.apply(tenant), rules.all(tenant)));
    }

    private Answer dashboard(Call call) {
        return Answer.text("application/json", GrafanaDashboard.of(rules.all(AlertRoutes.tenant(call))));
    }

    private Answer replay(Call call) {
        AlertRule rule = call.body(AlertRule.class);
        int days = call.query("days", DAYS, 1, MOST_DAYS);
        return Documents.one(call, "alert-replay", rule.name(), rules.replay(AlertRoutes.tenant(call), rule, days));
    }

    private Answer put(Call call) {
        AlertRule wanted = call.body(AlertRule.class);
        return answer(call, rules.put(call.caller(), AlertRoutes.tenant(call), call.parameter("name"), wanted));
    }

    private Answer remove(Call call) {
        rules.remove(call.caller(), AlertRoutes.tenant(call), call.parameter("name"));
        return Answer.empty();
    }

    private static Answer answer(Call call, AlertRule rule) {
        return Documents.one(call, "alert-rule", rule.name(), rule);
    }
}
