package io.dotmac.server.tenant;

import io.dotmac.model.fleet.TenantId;
import io.dotmac.model.tenant.NewTenant;
import io.dotmac.model.tenant.TenantChange;
import io.dotmac.model.tenant.TenantInfo;
import io.dotmac.model.tenant.TenantReason;
import io.dotmac.model.tenant.TenantState;
import io.dotmac.server.platform.http.Access;
import io.dotmac.server.platform.http.Answer;
import io.dotmac.server.platform.http.Call;
import io.dotmac.server.platform.http.Caller;
import io.dotmac.server.platform.http.Documents;
import io.dotmac.server.platform.http.Permission;
import io.dotmac.server.platform.http.RateClass;
import io.dotmac.server.platform.http.Route;
import io.dotmac.server.platform.query.ListSpec;
import io.dotmac.server.platform.query.ValueType;
import java.util.List;

/// Paths of tenants' lives.
final class TenantRoutes {
    private static final String TENANTS = "/api/v1/tenants";
    private static final String ONE = TENANTS + "/{id}";
    private static final Access READ = Access.needs(Permission.TENANT_READ);
    private static final Access WRITE = Access.needs(Permission.TENANT_WRITE);
    private static final Access CLOSE = Access.needs(Permission.TENANT_CLOSE);
    private static final ListSpec LIST = ListSpec.keyed("slug", ValueType.TEXT)
            .sortable("name", ValueType.TEXT)
            .sortable("created_at", ValueType.TIME)
            .filterable("state", ValueType.choice(TenantState.class));

    private final Tenants tenants;

    TenantRoutes(Tenants tenants) {
        this.tenants = tenants;
    }

    List<Route> routes() {
        return List.of(
                Route.get(TENANTS, READ, this::list)
                        .as("listTenants", "ISPs on the platform; a tenant's people see their own")
                        .lists("tenant", TenantInfo.class, LIST),
                Route.post(TENANTS, WRITE, this::create)
                        .as("createTenant", "Makes an ISP with its schema, role, tables and first rows")
                        .takes(NewTenant.class)
                        .gives(201, "tenant", TenantInfo.class)
                        .refuses(409)
                        .idempotent(),
                Route.get(ONE, READ, call -> one(call, tenants.get(call.caller(), id(call))))
                        .as("getTenant", "One ISP")
                        .gives("tenant", TenantInfo.class),
                Route.patch(ONE, WRITE, this::rename)
                        .as("changeTenant", "Gives it another name")
                        .takes(TenantChange.class)
                        .gives("tenant", TenantInfo.class),
                move(":suspend", WRITE, tenants::suspend)
                        .as("suspendTenant", "Refuses its people, services and agents until it is resumed"),
                move(":resume", WRITE, tenants::resume).as("resumeTenant", "Serves it again"),
                move(":close", CLOSE, tenants::close)
                        .as("closeTenant", "Ends it for good; its data stay, to be exported"),
                Route.get(ONE + "/export", CLOSE, this::export)
                        .as("exportTenant", "All data of an ISP: a ZIP of a file of JSON lines for each table")
                        .givesRaw("application/zip")
                        .limited(RateClass.BULK));
    }

    /// One step of a tenant's life.
    @FunctionalInterface
    private interface Move {
        Tenant by(Caller caller, TenantId id, String reason);
    }

    private Route move(String verb, Access access, Move move) {
        return Route.post(
                        ONE + verb,
                        access,
                        call -> one(
                                call,
                                move.by(
                                        call.caller(),
                                        id(call),
                                        call.body(TenantReason.class).reason())))
                .takes(TenantReason.class)
                .gives("tenant", TenantInfo.class)
                .refuses(409);
    }

    private Answer list(Call call) {
        return Documents.page(call, tenants.list(call.caller(), call.list()).map(Tenant::info), TenantInfo::id);
    }

    private Answer create(Call call) {
        Tenant tenant = tenants.create(call.caller(), call.body(NewTenant.class));
        return Documents.one(call, 201, "tenant", tenant.id().toString(), tenant.info());
    }

    private Answer rename(Call call) {
        return one(
                call,
                tenants.rename(
                        call.caller(), id(call), call.body(TenantChange.class).name()));
    }

    private Answer export(Call call) {
        Tenant tenant = tenants.get(call.caller(), id(call));
        return Answer.stream(
                "application/zip", tenant.slug() + ".zip", tenants.exports().of(tenant));
    }

    private static Answer one(Call call, Tenant tenant) {
        return Documents.one(call, "tenant", tenant.id().toString(), tenant.info());
    }

    private static TenantId id(Call call) {
        return new TenantId(call.id("id"));
    }
}
