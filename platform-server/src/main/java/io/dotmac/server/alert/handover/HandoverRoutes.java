package io.dotmac.server.alert.handover;

import io.dotmac.model.alert.Handover;
import io.dotmac.model.alert.NewHandover;
import io.dotmac.model.alert.NewSignature;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.alert.AlertRealm;
import io.dotmac.server.platform.http.Access;
import io.dotmac.server.platform.http.Answer;
import io.dotmac.server.platform.http.Call;
import io.dotmac.server.platform.http.Documents;
import io.dotmac.server.platform.http.Parameter;
import io.dotmac.server.platform.http.Permission;
import io.dotmac.server.platform.http.Route;
import io.dotmac.server.platform.query.ListSpec;
import io.dotmac.server.platform.query.ValueType;
import java.util.List;

/// Paths of handovers.
final class HandoverRoutes {
    private static final Access READ = Access.needs(Permission.ALERT_READ);
    private static final Access WRITE = Access.needs(Permission.ALERT_WRITE);
    private static final ListSpec LIST = ListSpec.keyed("id", ValueType.UUID)
            .sortable("at", ValueType.TIME)
            .filterable("signed", ValueType.FLAG)
            .filterable("by", ValueType.UUID)
            .orderedBy("-at");
    private static final Parameter ID = Parameter.path("id", ValueType.UUID, "of the handover");
    private static final Parameter TENANT = Parameter.tenant("whose, for platform staff; the platform's own otherwise");

    private final Handovers handovers;

    HandoverRoutes(Handovers handovers) {
        this.handovers = handovers;
    }

    List<Route> routes() {
        String one = "/api/v1/handovers/{id}";
        return List.of(
                Route.get("/api/v1/handovers", READ, this::list)
                        .as("listHandovers", "What shifts left to each other, the latest first")
                        .lists("handover", Handover.class, LIST)
                        .with(TENANT),
                Route.post("/api/v1/handovers", WRITE, this::write)
                        .as("writeHandover", "Notes how it stands, for the next shift")
                        .with(TENANT)
                        .takes(NewHandover.class)
                        .gives(201, "handover", Handover.class)
                        .idempotent(),
                Route.get(one, READ, this::show)
                        .as("getHandover", "One handover")
                        .with(ID, TENANT)
                        .gives("handover", Handover.class)
                        .refuses(404),
                Route.get(one + "/text", READ, this::text)
                        .as("getHandoverText", "One handover in Markdown, for mail")
                        .with(ID, TENANT)
                        .givesRaw("text/markdown")
                        .refuses(404),
                Route.post(one + "/signature", WRITE, this::sign)
                        .as("signHandover", "Takes over from the shift before; from then on it is never changed")
                        .with(ID, TENANT)
                        .takes(NewSignature.class)
                        .gives("handover", Handover.class)
                        .refuses(404, 409));
    }

    private Answer list(Call call) {
        return Documents.page(call, handovers.page(tenant(call), call.list()), Handover::id);
    }

    private Answer write(Call call) {
        Handover made = handovers.write(call.caller(), tenant(call), call.body(NewHandover.class));
        return Documents.one(call, 201, "handover", made.id().toString(), made);
    }

    private Answer show(Call call) {
        return answer(call, handovers.show(tenant(call), call.id("id")));
    }

    private Answer text(Call call) {
        return Answer.text(
                "text/markdown; charset=utf-8", HandoverText.of(handovers.show(tenant(call), call.id("id"))));
    }

    private Answer sign(Call call) {
        return answer(call, handovers.sign(call.caller(), tenant(call), call.id("id"), call.body(NewSignature.class)));
    }

    private static TenantId tenant(Call call) {
        return AlertRealm.of(call);
    }

    private static Answer answer(Call call, Handover handover) {
        return Documents.one(call, "handover", handover.id().toString(), handover);
    }
}
