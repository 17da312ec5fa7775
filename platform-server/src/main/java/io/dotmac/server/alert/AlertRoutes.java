package io.dotmac.server.alert;

import io.dotmac.model.alert.Alert;
import io.dotmac.model.alert.AlertState;
import io.dotmac.model.alert.NewAck;
import io.dotmac.model.alert.NewOwner;
import io.dotmac.model.alert.Transition;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.model.live.LiveRow;
import io.dotmac.server.platform.http.Access;
import io.dotmac.server.platform.http.Answer;
import io.dotmac.server.platform.http.Call;
import io.dotmac.server.platform.http.Documents;
import io.dotmac.server.platform.http.Parameter;
import io.dotmac.server.platform.http.Permission;
import io.dotmac.server.platform.http.Refusal;
import io.dotmac.server.platform.http.Route;
import io.dotmac.server.platform.query.ListSpec;
import io.dotmac.server.platform.query.ValueType;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/// Paths by which people see alerts, what happened to them, and take them on.
final class AlertRoutes {
    static final Parameter TENANT = Parameter.tenant("whose, for platform staff; the platform's own otherwise");

    private static final Access READ = Access.needs(Permission.ALERT_READ);
    private static final Access WRITE = Access.needs(Permission.ALERT_WRITE);
    private static final ListSpec ALERTS = ListSpec.keyed("fingerprint", ValueType.TEXT)
            .sortable("starts_at", ValueType.TIME)
            .sortable("updated_at", ValueType.TIME)
            .sortable("alertname", ValueType.TEXT)
            .filterable("level", ValueType.choice("warning", "critical"))
            .filterable("node", ValueType.TEXT)
            .filterable("target", ValueType.TEXT)
            .filterable("owner", ValueType.TEXT)
            .filterable("acked", ValueType.FLAG)
            .filterable("flapping", ValueType.FLAG)
            .filterable("stale", ValueType.FLAG)
            .filterable("summary", ValueType.TEXT)
            .orderedBy("-starts_at");
    private static final ListSpec HISTORY = ListSpec.keyed("id", ValueType.WHOLE)
            .filterable("at", ValueType.TIME)
            .filterable("rule", ValueType.TEXT)
            .filterable("node", ValueType.TEXT)
            .filterable("target", ValueType.TEXT)
            .filterable("fingerprint", ValueType.TEXT)
            .filterable("kind", ValueType.choice(Transition.Kind.class))
            .filterable("state", ValueType.choice("firing", "resolved"))
            .filterable("level", ValueType.TEXT)
            .filterable("severity", ValueType.choice("warning", "critical"))
            .filterable("text", ValueType.TEXT)
            .filterable("summary", ValueType.TEXT)
            .filterable("detail", ValueType.TEXT)
            .filterable("actor", ValueType.UUID)
            .orderedBy("-id");
    private static final Parameter FINGERPRINT =
            Parameter.path("fingerprint", ValueType.text(64), "identity of the alert");
    private static final Parameter STATE =
            Parameter.query("state", ValueType.choice("firing", "resolved", "all"), "`firing` unless told otherwise");

    private static final Parameter AT = Parameter.query(
            "at",
            ValueType.TIME,
            "those that fired then, as they stood. Exact in what fired, at what level, and who had it; what kept them"
                    + " quiet is judged by silences and maintenance windows as they are stored now, without windows that"
                    + " were removed since, and by the topology of now");
    private static final int DAY_LENGTH = 10;

    private final AlertDesk desk;
    private final PastAlerts past;
    private final AlertBook book;
    private final Function<TenantId, String> slugs;

    /// @param book tells whose an alert is that fires
    /// @param slugs names of tenants
    AlertRoutes(AlertDesk desk, PastAlerts past, AlertBook book, Function<TenantId, String> slugs) {
        this.desk = desk;
        this.past = past;
        this.book = book;
        this.slugs = slugs;
    }

    List<Route> routes() {
        String one = "/api/v1/alerts/{fingerprint}";
        return List.of(
                Route.get("/api/v1/alerts", READ, this::list)
                        .as("listAlerts", "What is wrong, the latest first")
                        .lists("alert", LiveRow.Alert.class, ALERTS)
                        .with(STATE, AT, TENANT),
                Route.get("/api/v1/alert-history", READ, this::history)
                        .as("listAlertHistory", "Everything that happened to alerts, the latest first")
                        .lists("alert-transition", Transition.class, HISTORY)
                        .with(TENANT),
                Route.get(one, READ, this::show)
                        .as("getAlert", "One alert, whatever became of it")
                        .with(FINGERPRINT, TENANT)
                        .gives("alert", LiveRow.Alert.class)
                        .refuses(404),
                Route.get(one + "/history", READ, this::historyOfOne)
                        .as("listOneAlertHistory", "What happened to one alert, the latest first")
                        .with(FINGERPRINT, TENANT)
                        .lists("alert-transition", Transition.class, HISTORY),
                Route.post(one + "/ack", WRITE, this::acknowledge)
                        .as("acknowledgeAlert", "Says that one has seen an alert")
                        .with(FINGERPRINT, TENANT)
                        .takes(NewAck.class)
                        .gives("alert", LiveRow.Alert.class)
                        .refuses(404, 409),
                Route.delete(one + "/ack", WRITE, this::unacknowledge)
                        .as("unacknowledgeAlert", "Takes that back")
                        .with(FINGERPRINT, TENANT)
                        .gives("alert", LiveRow.Alert.class)
                        .refuses(404, 409),
                Route.post(one + "/owner", WRITE, this::own)
                        .as("ownAlert", "Takes an alert on, or gives it to somebody")
                        .with(FINGERPRINT, TENANT)
                        .takes(NewOwner.class)
                        .gives("alert", LiveRow.Alert.class)
                        .refuses(404, 409),
                Route.delete(one + "/owner", WRITE, this::disown)
                        .as("disownAlert", "Gives an alert back")
                        .with(FINGERPRINT, TENANT)
                        .gives("alert", LiveRow.Alert.class)
                        .refuses(404, 409));
    }

    /// Whose alerts a call is about.
    static TenantId tenant(Call call) {
        return AlertRealm.of(call);
    }

    /// Platform staff see all tenants' alerts on one screen, and need not name whose the one is that they mean.
    private TenantId whose(Call call) {
        if (call.caller().tenant().isPresent() || call.query("tenant").isPresent()) {
            return tenant(call);
        }
        Optional<AlertBook.Entry> firing = book.find(call.parameter("fingerprint"));
        return firing.map(AlertBook.Entry::tenant).orElse(AlertRealm.PLATFORM);
    }

    private Answer list(Call call) {
        Optional<Instant> at =
                call.query("at").map(text -> Instant.parse(text.length() == DAY_LENGTH ? text + "T00:00:00Z" : text));
        if (at.isPresent()) {
            if (call.query("state").filter(state -> !state.equals("firing")).isPresent()) {
                throw Refusal.invalid("state", "must be firing together with at");
            }
            var then = past.page(tenant(call), at.get(), call.list());
            return Documents.page(call, then.map(alert -> row(tenant(call), alert)), LiveRow.Alert::key);
        }
        String state = call.query("state").orElse("firing");
        Optional<AlertState> wanted = state.equals("all")
                ? Optional.empty()
                : Optional.of(AlertState.valueOf(state.toUpperCase(Locale.ROOT)));
        var page = desk.page(tenant(call), wanted, call.list());
        return Documents.page(call, page.map(alert -> row(tenant(call), alert)), LiveRow.Alert::key);
    }

    private Answer history(Call call) {
        return Documents.page(call, desk.history(tenant(call), Optional.empty(), call.list()), Transition::id);
    }

    private Answer historyOfOne(Call call) {
        Optional<String> one = Optional.of(call.parameter("fingerprint"));
        return Documents.page(call, desk.history(whose(call), one, call.list()), Transition::id);
    }

    private Answer show(Call call) {
        return answer(call, desk.show(whose(call), call.parameter("fingerprint")));
    }

    private Answer acknowledge(Call call) {
        NewAck wanted = call.body(NewAck.class);
        return answer(call, desk.acknowledge(call.caller(), whose(call), call.parameter("fingerprint"), wanted));
    }

    private Answer unacknowledge(Call call) {
        return answer(call, desk.unacknowledge(call.caller(), whose(call), call.parameter("fingerprint")));
    }

    private Answer own(Call call) {
        NewOwner wanted = call.body(NewOwner.class);
        return answer(call, desk.own(call.caller(), whose(call), call.parameter("fingerprint"), wanted));
    }

    private Answer disown(Call call) {
        return answer(call, desk.disown(call.caller(), whose(call), call.parameter("fingerprint")));
    }

    private Answer answer(Call call, Alert alert) {
        return Documents.one(call, "alert", alert.fingerprint(), row(whose(call), alert));
    }

    private LiveRow.Alert row(TenantId tenant, Alert alert) {
        return new LiveRow.Alert(slugs.apply(tenant), alert);
    }
}
