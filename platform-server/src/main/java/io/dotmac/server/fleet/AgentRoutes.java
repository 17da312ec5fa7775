package io.dotmac.server.fleet;

import io.dotmac.model.Json;
import io.dotmac.model.agent.AccessRequest;
import io.dotmac.model.agent.AccessToken;
import io.dotmac.model.agent.AgentInfo;
import io.dotmac.model.agent.Enrolled;
import io.dotmac.model.agent.Enrolment;
import io.dotmac.model.agent.EnrolmentToken;
import io.dotmac.model.agent.NewEnrolmentToken;
import io.dotmac.model.agent.Nonce;
import io.dotmac.model.agent.Revocation;
import io.dotmac.model.fleet.NodeId;
import io.dotmac.model.order.OrderRecord;
import io.dotmac.model.report.Receipt;
import io.dotmac.model.report.Report;
import io.dotmac.server.platform.http.Access;
import io.dotmac.server.platform.http.Answer;
import io.dotmac.server.platform.http.Call;
import io.dotmac.server.platform.http.Documents;
import io.dotmac.server.platform.http.Parameter;
import io.dotmac.server.platform.http.Permission;
import io.dotmac.server.platform.http.RateClass;
import io.dotmac.server.platform.http.Route;
import io.dotmac.server.platform.query.ListSpec;
import io.dotmac.server.platform.query.ValueType;
import java.util.List;

/// Paths that agents use, and the one that lets them in.
final class AgentRoutes {
    private static final int REPORT_BYTES = 1 << 20;
    private static final int REPORT_INFLATED_BYTES = 8 << 20;
    private static final ListSpec AGENTS = ListSpec.keyed("name", ValueType.TEXT)
            .sortable("enrolled_at", ValueType.TIME)
            .filterable("agent_version", ValueType.TEXT)
            .filterable("last_seen", ValueType.TIME)
            .filterable("revoked_at", ValueType.TIME);
    private static final ListSpec ORDERS = ListSpec.keyed("id", ValueType.UUID)
            .sortable("asked_at", ValueType.TIME)
            .filterable("node", ValueType.UUID)
            .filterable("verb", ValueType.TEXT)
            .filterable("target", ValueType.TEXT)
            .orderedBy("-asked_at");
    private static final Parameter TENANT = Parameter.tenant("the ISP, which platform staff must name");

    private final Fleet fleet;
    private final Enrolments enrolments;
    private final Admission admission;
    private final Orders orders;

    AgentRoutes(Fleet fleet, Enrolments enrolments, Admission admission, Orders orders) {
        this.fleet = fleet;
        this.enrolments = enrolments;
        this.admission = admission;
        this.orders = orders;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/api/v1/agents", Access.needs(Permission.FLEET_READ), this::agents)
                        .as("listAgents", "Agents with version, key and when they were last heard; those revoked, too")
                        .with(TENANT)
                        .lists("agent", AgentInfo.class, AGENTS),
                Route.get("/api/v1/orders", Access.needs(Permission.FLEET_READ), this::orders)
                        .as("listOrders", "What operators had agents do, and how it ended; the latest first")
                        .with(TENANT)
                        .lists("order", OrderRecord.class, ORDERS),
                Route.post("/api/v1/agents/{id}/revocation", Access.needs(Permission.FLEET_ENROL), this::revoke)
                        .as("revokeAgent", "Takes an agent out of service")
                        .takes(Revocation.class)
                        .givesNothing()
                        .refuses(404, 409),
                Route.post("/api/v1/agents/enrolment-tokens", Access.needs(Permission.FLEET_ENROL), this::mint)
                        .as("mintEnrolmentToken", "Makes a one-use token with which an agent enrols")
                        .takes(NewEnrolmentToken.class)
                        .gives(201, "enrolment-token", EnrolmentToken.class)
                        .refuses(404)
                        .idempotent(),
                Route.post("/api/v1/agents/enrol", Access.open(), this::enrol)
                        .limited(RateClass.AGENT)
                        .as("enrol", "Trades a one-use token for a node")
                        .takes(Enrolment.class)
                        .gives(201, "enrolment", Enrolled.class)
                        .refuses(401, 403, 409),
                Route.post("/api/v1/agents/nonce", Access.open(), this::nonce)
                        .limited(RateClass.AGENT)
                        .as("nonce", "Gives an agent something to sign")
                        .gives("nonce", Nonce.class),
                Route.post("/api/v1/agents/token", Access.open(), this::token)
                        .limited(RateClass.AGENT)
                        .as("agentToken", "Trades a signed nonce for an access token")
                        .takes(AccessRequest.class)
                        .gives("access-token", AccessToken.class)
                        .refuses(401),
                Route.post("/api/v1/agents/reports", Access.agents(), this::report)
                        .as("sendReport", "Takes in what an agent measured")
                        .takes(Report.class)
                        .takesUpTo(REPORT_BYTES, REPORT_INFLATED_BYTES)
                        .gives("receipt", Receipt.class)
                        .limited(RateClass.AGENT));
    }

    private Answer agents(Call call) {
        return Documents.page(call, admission.page(call.caller(), call.query("tenant"), call.list()), AgentInfo::id);
    }

    private Answer orders(Call call) {
        return Documents.page(call, orders.page(call.caller(), call.query("tenant"), call.list()), OrderRecord::id);
    }

    private Answer revoke(Call call) {
        NodeId node = FleetParameters.node("id", call.parameter("id"));
        admission.revoke(call.caller(), node, call.body(Revocation.class));
        return Answer.empty();
    }

    private Answer mint(Call call) {
        NewEnrolmentToken wanted = call.body(NewEnrolmentToken.class);
        return Documents.one(call, 201, "enrolment-token", call.id(), enrolments.mint(call.caller(), wanted));
    }

    private Answer enrol(Call call) {
        Enrolled enrolled = fleet.enrol(call.body(Enrolment.class));
        return Documents.one(call, 201, "enrolment", enrolled.node().toString(), enrolled);
    }

    private Answer nonce(Call call) {
        return Documents.one(call, "nonce", call.id(), enrolments.nonce());
    }

    private Answer token(Call call) {
        AccessRequest request = call.body(AccessRequest.class);
        return Documents.one(call, "access-token", request.node().toString(), enrolments.access(request));
    }

    private Answer report(Call call) {
        Report report = Json.read(call.bytes(REPORT_BYTES, REPORT_INFLATED_BYTES), Report.class);
        Receipt receipt = fleet.take(call.caller(), report, call.receivedAt());
        return Documents.one(call, "receipt", receipt.boot() + "/" + receipt.seq(), receipt);
    }
}
