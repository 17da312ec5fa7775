package io.dotmac.server.alert;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import io.dotmac.model.Json;
import io.dotmac.model.alert.Alert;
import io.dotmac.model.alert.Matcher;
import io.dotmac.model.alert.Silence;
import io.dotmac.model.api.ErrorDocument.Detail;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.platform.http.Access;
import io.dotmac.server.platform.http.Answer;
import io.dotmac.server.platform.http.Call;
import io.dotmac.server.platform.http.Parameter;
import io.dotmac.server.platform.http.Permission;
import io.dotmac.server.platform.http.Refusal;
import io.dotmac.server.platform.http.Route;
import io.dotmac.server.platform.query.ValueType;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Alertmanager's API, version 2, so that Prometheus and `amtool` work with this server as they are.
final class AlertmanagerRoutes {
    private static final Access READ = Access.needs(Permission.ALERT_READ);
    private static final Access WRITE = Access.needs(Permission.ALERT_WRITE);
    private static final int LARGEST = 4 * 1024 * 1024;
    private static final int TOLD = 20;
    private static final TypeReference<List<JsonNode>> ALERTS = new TypeReference<>() {};
    private static final Parameter FILTER = Parameter.query(
                    "filter", ValueType.TEXT, "condition such as `severity=\"critical\"`")
            .many();
    private static final Parameter[] WANTED = {
        flag("active", "those that nothing keeps quiet"),
        flag("silenced", "those that are silenced"),
        flag("inhibited", "those that another explains"),
        flag("unprocessed", "there are none"),
        FILTER,
        Parameter.query("receiver", ValueType.TEXT, "expression for the receiver's name")
    };

    private final AlertBook book;
    private final Outsiders outsiders;
    private final Silences silences;
    private final Clock clock;
    private final Instant since;

    AlertmanagerRoutes(AlertBook book, Outsiders outsiders, Silences silences, Clock clock) {
        this.book = book;
        this.outsiders = outsiders;
        this.silences = silences;
        this.clock = clock;
        this.since = clock.instant();
    }

    List<Route> routes() {
        return List.of(
                raw(Route.get("/api/v2/status", READ, call -> json(Alertmanager.status(since))))
                        .as("alertmanagerStatus", "Tells tools of Alertmanager whom they talk to"),
                raw(Route.get("/api/v2/receivers", READ, call -> json(List.of(Map.of("name", Alertmanager.RECEIVER)))))
                        .as("alertmanagerReceivers", "Who is told of alerts"),
                raw(Route.get("/api/v2/alerts", READ, call -> json(Alertmanager.alerts(alerts(call), clock.instant()))))
                        .as("alertmanagerAlerts", "Alerts that fire")
                        .with(WANTED),
                raw(Route.get(
                                "/api/v2/alerts/groups",
                                READ,
                                call -> json(Alertmanager.groups(alerts(call), clock.instant()))))
                        .as("alertmanagerGroups", "Alerts that fire, by name")
                        .with(WANTED),
                raw(Route.post("/api/v2/alerts", WRITE, this::take))
                        .as("alertmanagerPostAlerts", "Takes alerts of Prometheus in")
                        .takesUpTo(LARGEST, LARGEST)
                        .refuses(400),
                raw(Route.get("/api/v2/silences", READ, this::silences))
                        .as("alertmanagerSilences", "Silences that count or ended lately")
                        .with(FILTER),
                raw(Route.post("/api/v2/silences", WRITE, this::silence))
                        .as("alertmanagerPostSilence", "Makes or changes a silence")
                        .takes(PostedSilence.class)
                        .refuses(404),
                raw(Route.get("/api/v2/silence/{id}", READ, this::show))
                        .as("alertmanagerSilence", "One silence")
                        .refuses(404),
                raw(Route.delete("/api/v2/silence/{id}", WRITE, this::expire))
                        .as("alertmanagerExpireSilence", "Ends a silence now")
                        .refuses(404));
    }

    private static Route raw(Route route) {
        return route.givesRaw("application/json").tagged("alertmanager");
    }

    private static Parameter flag(String name, String summary) {
        return Parameter.query(name, ValueType.FLAG, summary);
    }

    private List<Alert> alerts(Call call) {
        if (!call.query("receiver").map(AlertmanagerRoutes::isTold).orElse(true)) {
            return List.of();
        }
        Alertmanager.Wanted wanted = new Alertmanager.Wanted(
                on(call, "active"), on(call, "silenced"), on(call, "inhibited"), matchers(call));
        return book.all(AlertRoutes.tenant(call)).stream()
                .map(AlertBook.Entry::alert)
                .filter(wanted::takes)
                .sorted(Comparator.comparing(Alert::startsAt).thenComparing(Alert::fingerprint))
                .toList();
    }

    /// What is right is taken, whatever else came with it; who sends is told of the rest, and does not send it again.
    private Answer take(Call call) {
        List<JsonNode> all = Json.read(call.bytes(LARGEST, LARGEST), ALERTS);
        List<PostedAlert> right = new ArrayList<>(all.size());
        List<Detail> wrong = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            try {
                right.add(Json.read(all.get(i), PostedAlert.class));
            } catch (Json.Malformed e) {
                String field = e.field().isEmpty() ? "" : "." + e.field();
                wrong.add(new Detail("[" + i + "]" + field, e.reason()));
            }
        }
        outsiders.take(AlertRoutes.tenant(call), right);
        if (!wrong.isEmpty()) {
            Detail[] told = wrong.stream().limit(TOLD).toArray(Detail[]::new);
            throw Refusal.malformed(
                    wrong.size() + " of " + all.size() + " alerts are not taken, the others are: " + told[0].field()
                            + " " + told[0].message(),
                    told);
        }
        return json(Map.of());
    }

    private Answer silences(Call call) {
        List<Matcher> matchers = matchers(call);
        List<Silence> found = book.silences(AlertRoutes.tenant(call)).stream()
                .filter(silence -> matches(silence, matchers))
                .toList();
        return json(Alertmanager.silences(found, clock.instant()));
    }

    private Answer silence(Call call) {
        PostedSilence posted = call.body(PostedSilence.class);
        TenantId tenant = AlertRoutes.tenant(call);
        UUID id = posted.known()
                .filter(known -> silences.show(tenant, known).endsAt().isAfter(clock.instant()))
                .map(known -> silences.change(call.caller(), tenant, known, posted.wanted()))
                .orElseGet(() -> silences.create(call.caller(), tenant, posted.wanted(), posted.createdBy()))
                .id();
        return json(Map.of("silenceID", id.toString()));
    }

    private Answer show(Call call) {
        Silence found = silences.show(AlertRoutes.tenant(call), call.id("id"));
        return json(Alertmanager.silence(found, clock.instant()));
    }

    private Answer expire(Call call) {
        silences.expire(call.caller(), AlertRoutes.tenant(call), call.id("id"));
        return json(Map.of());
    }

    private static boolean on(Call call, String name) {
        return call.query(name).map("true"::equals).orElse(true);
    }

    private static List<Matcher> matchers(Call call) {
        return call.queryAll("filter").stream()
                .filter(text -> !text.isBlank())
                .map(text -> {
                    try {
                        return Alertmanager.matcher(text);
                    } catch (IllegalArgumentException e) {
                        throw Refusal.invalid("filter", "is wrong: " + e.getMessage());
                    }
                })
                .toList();
    }

    /// As Alertmanager does: a filter speaks of the silence's own matchers, and what it has none for counts as empty.
    private static boolean matches(Silence silence, List<Matcher> matchers) {
        Map<String, String> own = new HashMap<>();
        silence.matchers().forEach(one -> own.put(one.name(), one.value()));
        return matchers.stream().allMatch(wanted -> wanted.matches(own));
    }

    private static boolean isTold(String expression) {
        try {
            return new Matcher("receiver", expression, true, true).matches(Map.of("receiver", Alertmanager.RECEIVER));
        } catch (IllegalArgumentException e) {
            throw Refusal.invalid("receiver", "is " + expression + ", must be a regular expression");
        }
    }

    private static Answer json(Object body) {
        return Answer.json(200, body instanceof JsonNode ? body : Json.mapper().valueToTree(body));
    }
}
