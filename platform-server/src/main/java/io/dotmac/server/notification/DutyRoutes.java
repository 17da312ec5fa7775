package io.dotmac.server.notification;

import io.dotmac.model.notification.EscalationPolicy;
import io.dotmac.model.notification.NewEscalationPolicy;
import io.dotmac.model.notification.NewOverride;
import io.dotmac.model.notification.NewSchedule;
import io.dotmac.model.notification.OnCallSchedule;
import io.dotmac.model.notification.OnCallTurn;
import io.dotmac.model.notification.PolicyTest;
import io.dotmac.server.platform.http.Answer;
import io.dotmac.server.platform.http.Call;
import io.dotmac.server.platform.http.Documents;
import io.dotmac.server.platform.http.Parameter;
import io.dotmac.server.platform.http.Route;
import io.dotmac.server.platform.query.ListQuery;
import io.dotmac.server.platform.query.ListSpec;
import io.dotmac.server.platform.query.ValueType;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Paths of escalation policies and on-call schedules.
final class DutyRoutes {
    private static final String POLICY = "escalation-policy";
    private static final String SCHEDULE = "on-call-schedule";
    private static final String POLICIES = "/api/v1/escalation-policies";
    private static final String SCHEDULES = "/api/v1/on-call-schedules";
    private static final ListSpec BY_NAME =
            ListSpec.keyed("name", ValueType.TEXT).unfiltered();
    private static final Parameter AT =
            Parameter.query("at", ValueType.TIME, "when, for example 2026-03-29T01:30:00Z; now when left out");

    private final Desk desk;

    DutyRoutes(Desk desk) {
        this.desk = desk;
    }

    List<Route> routes() {
        return List.of(
                Route.get(POLICIES, ReceiverRoutes.READ, this::policies)
                        .as("listEscalationPolicies", "Whom to tell next when nobody takes an alert on")
                        .lists(POLICY, EscalationPolicy.class, BY_NAME)
                        .with(ReceiverRoutes.TENANT),
                Route.get(POLICIES + "/{id}", ReceiverRoutes.READ, this::policy)
                        .as("getEscalationPolicy", "One escalation policy")
                        .with(ReceiverRoutes.TENANT)
                        .gives(POLICY, EscalationPolicy.class)
                        .refuses(404),
                Route.post(POLICIES, ReceiverRoutes.WRITE, call -> putPolicy(call, 201, Optional.empty()))
                        .as("createEscalationPolicy", "Makes an escalation policy")
                        .with(ReceiverRoutes.TENANT)
                        .takes(NewEscalationPolicy.class)
                        .gives(201, POLICY, EscalationPolicy.class)
                        .refuses(409),
                Route.put(POLICIES + "/{id}", ReceiverRoutes.WRITE, call -> putPolicy(call, 200, Optional.of("id")))
                        .as("changeEscalationPolicy", "Changes an escalation policy")
                        .with(ReceiverRoutes.TENANT)
                        .takes(NewEscalationPolicy.class)
                        .gives(POLICY, EscalationPolicy.class)
                        .refuses(404, 409),
                Route.delete(POLICIES + "/{id}", ReceiverRoutes.WRITE, this::removePolicy)
                        .as("removeEscalationPolicy", "Takes an escalation policy away that no route names")
                        .with(ReceiverRoutes.TENANT)
                        .givesNothing()
                        .refuses(404, 409),
                Route.post(POLICIES + "/{id}/test", ReceiverRoutes.WRITE, this::test)
                        .as(
                                "testEscalationPolicy",
                                "Sends a test message to every level now and tells what became of it")
                        .with(ReceiverRoutes.TENANT)
                        .gives("escalation-test", PolicyTest.class)
                        .refuses(404),
                Route.get(SCHEDULES, ReceiverRoutes.READ, this::schedules)
                        .as("listOnCallSchedules", "Who is on call when")
                        .lists(SCHEDULE, OnCallSchedule.class, BY_NAME)
                        .with(ReceiverRoutes.TENANT),
                Route.get(SCHEDULES + "/{id}", ReceiverRoutes.READ, this::schedule)
                        .as("getOnCallSchedule", "One schedule")
                        .with(ReceiverRoutes.TENANT)
                        .gives(SCHEDULE, OnCallSchedule.class)
                        .refuses(404),
                Route.get(SCHEDULES + "/{id}/on-call", ReceiverRoutes.READ, this::onCall)
                        .as("getOnCall", "Who is on call now, or at a time")
                        .with(ReceiverRoutes.TENANT, AT)
                        .gives("on-call-turn", OnCallTurn.class)
                        .refuses(404),
                Route.post(SCHEDULES, ReceiverRoutes.WRITE, call -> putSchedule(call, 201, Optional.empty()))
                        .as("createOnCallSchedule", "Makes a schedule")
                        .with(ReceiverRoutes.TENANT)
                        .takes(NewSchedule.class)
                        .gives(201, SCHEDULE, OnCallSchedule.class)
                        .refuses(404, 409),
                Route.put(SCHEDULES + "/{id}", ReceiverRoutes.WRITE, call -> putSchedule(call, 200, Optional.of("id")))
                        .as("changeOnCallSchedule", "Changes a schedule; its overrides stay")
                        .with(ReceiverRoutes.TENANT)
                        .takes(NewSchedule.class)
                        .gives(SCHEDULE, OnCallSchedule.class)
                        .refuses(404, 409),
                Route.delete(SCHEDULES + "/{id}", ReceiverRoutes.WRITE, this::removeSchedule)
                        .as("removeOnCallSchedule", "Takes a schedule away that no policy names")
                        .with(ReceiverRoutes.TENANT)
                        .givesNothing()
                        .refuses(404, 409),
                Route.post(SCHEDULES + "/{id}/overrides", ReceiverRoutes.WRITE, this::override)
                        .as("createOnCallOverride", "Has somebody stand in for whoever would be on call")
                        .with(ReceiverRoutes.TENANT)
                        .takes(NewOverride.class)
                        .gives(201, SCHEDULE, OnCallSchedule.class)
                        .refuses(404, 409),
                Route.delete(SCHEDULES + "/{id}/overrides/{override}", ReceiverRoutes.WRITE, this::removeOverride)
                        .as("removeOnCallOverride", "Takes an override back")
                        .with(ReceiverRoutes.TENANT)
                        .gives(SCHEDULE, OnCallSchedule.class)
                        .refuses(404));
    }

    private Answer policies(Call call) {
        List<EscalationPolicy> all = desk.duties().policies(Realm.of(call));
        return page(call, all, EscalationPolicy::name, EscalationPolicy::id);
    }

    private Answer policy(Call call) {
        return answer(call, 200, desk.duties().policy(Realm.of(call), call.id("id")));
    }

    private Answer putPolicy(Call call, int status, Optional<String> id) {
        NewEscalationPolicy wanted = call.body(NewEscalationPolicy.class);
        return answer(call, status, desk.duties().put(call.caller(), Realm.of(call), id.map(call::id), wanted));
    }

    private Answer removePolicy(Call call) {
        desk.duties().removePolicy(call.caller(), Realm.of(call), call.id("id"));
        return Answer.empty();
    }

    private Answer test(Call call) {
        PolicyTest result = desk.testPolicy(call.caller(), Realm.of(call), call.id("id"));
        return Documents.one(call, "escalation-test", call.parameter("id"), result);
    }

    private Answer schedules(Call call) {
        List<OnCallSchedule> all = desk.duties().schedules(Realm.of(call));
        return page(call, all, OnCallSchedule::name, OnCallSchedule::id);
    }

    private Answer schedule(Call call) {
        return answer(call, 200, desk.duties().schedule(Realm.of(call), call.id("id")));
    }

    private Answer onCall(Call call) {
        Instant at = call.query("at").map(DutyRoutes::instant).orElse(call.now());
        return Documents.one(
                call, "on-call-turn", call.parameter("id"), desk.duties().turn(Realm.of(call), call.id("id"), at));
    }

    private Answer putSchedule(Call call, int status, Optional<String> id) {
        NewSchedule wanted = call.body(NewSchedule.class);
        return answer(call, status, desk.duties().put(call.caller(), Realm.of(call), id.map(call::id), wanted));
    }

    private Answer removeSchedule(Call call) {
        desk.duties().removeSchedule(call.caller(), Realm.of(call), call.id("id"));
        return Answer.empty();
    }

    private Answer override(Call call) {
        NewOverride wanted = call.body(NewOverride.class);
        return answer(call, 201, desk.duties().override(call.caller(), Realm.of(call), call.id("id"), wanted));
    }

    private Answer removeOverride(Call call) {
        return answer(
                call,
                200,
                desk.duties().removeOverride(call.caller(), Realm.of(call), call.id("id"), call.id("override")));
    }

    private static Answer answer(Call call, int status, EscalationPolicy policy) {
        return Documents.one(call, status, POLICY, policy.id().toString(), policy);
    }

    private static Answer answer(Call call, int status, OnCallSchedule schedule) {
        return Documents.one(call, status, SCHEDULE, schedule.id().toString(), schedule);
    }

    /// A day stands for its beginning in UTC.
    private static Instant instant(String text) {
        return Instant.parse(text.length() == "2026-03-29".length() ? text + "T00:00:00Z" : text);
    }

    private static <T extends Record> Answer page(Call call, List<T> all, Function<T, String> name, Function<T, ?> id) {
        ListQuery query = call.list();
        String after = query.after().isEmpty() ? "" : query.after().getFirst();
        boolean down = query.order().getFirst().descending();
        Comparator<T> order = Comparator.comparing(name);
        List<T> found = all.stream()
                .sorted(down ? order.reversed() : order)
                .filter(one -> after.isEmpty()
                        || (down
                                ? name.apply(one).compareTo(after) < 0
                                : name.apply(one).compareTo(after) > 0))
                .limit(query.lookFor())
                .toList();
        return Documents.page(call, query.page(found), id);
    }
}
