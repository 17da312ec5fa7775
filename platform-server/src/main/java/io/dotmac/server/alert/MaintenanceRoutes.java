package io.dotmac.server.alert;

import io.dotmac.model.alert.Maintenance;
import io.dotmac.model.alert.NewMaintenance;
import io.dotmac.server.platform.http.Access;
import io.dotmac.server.platform.http.Answer;
import io.dotmac.server.platform.http.Call;
import io.dotmac.server.platform.http.Documents;
import io.dotmac.server.platform.http.Permission;
import io.dotmac.server.platform.http.Route;
import io.dotmac.server.platform.query.ListSpec;
import io.dotmac.server.platform.query.ValueType;
import java.util.List;

/// Paths of maintenance windows.
final class MaintenanceRoutes {
    private static final String ALL = "/api/v1/maintenance-windows";
    private static final String ONE = ALL + "/{id}";
    private static final String TYPE = "maintenance-window";
    private static final Access READ = Access.needs(Permission.ALERT_READ);
    private static final Access WRITE = Access.needs(Permission.ALERT_WRITE);
    private static final ListSpec LIST = ListSpec.keyed("id", ValueType.UUID)
            .sortable("name", ValueType.text(80))
            .sortable("starts_at", ValueType.TIME)
            .sortable("created_at", ValueType.TIME)
            .filterable("created_by", ValueType.TEXT)
            .orderedBy("-starts_at");

    private final Maintenances windows;

    MaintenanceRoutes(Maintenances windows) {
        this.windows = windows;
    }

    List<Route> routes() {
        return List.of(
                Route.get(ALL, READ, this::list)
                        .as("listMaintenanceWindows", "Maintenance windows, those that begin last first")
                        .lists(TYPE, Maintenance.class, LIST)
                        .with(AlertRoutes.TENANT),
                Route.get(ONE, READ, this::show)
                        .as("getMaintenanceWindow", "One maintenance window")
                        .with(AlertRoutes.TENANT)
                        .gives(TYPE, Maintenance.class)
                        .refuses(404),
                Route.post(ALL, WRITE, this::create)
                        .as("planMaintenance", "Plans work, so that nobody is told of what it causes")
                        .with(AlertRoutes.TENANT)
                        .takes(NewMaintenance.class)
                        .gives(201, TYPE, Maintenance.class),
                Route.put(ONE, WRITE, this::change)
                        .as("changeMaintenanceWindow", "Plans it otherwise")
                        .with(AlertRoutes.TENANT)
                        .takes(NewMaintenance.class)
                        .gives(TYPE, Maintenance.class)
                        .refuses(404),
                Route.delete(ONE, WRITE, this::delete)
                        .as("deleteMaintenanceWindow", "Ends it and takes it out of the plan")
                        .with(AlertRoutes.TENANT)
                        .givesNothing()
                        .refuses(404));
    }

    private Answer list(Call call) {
        return Documents.page(call, windows.page(AlertRoutes.tenant(call), call.list()), Maintenance::id);
    }

    private Answer show(Call call) {
        Maintenance one = windows.show(AlertRoutes.tenant(call), call.id("id"));
        return Documents.one(call, TYPE, one.id().toString(), one);
    }

    private Answer create(Call call) {
        NewMaintenance wanted = call.body(NewMaintenance.class);
        Maintenance made = windows.create(call.caller(), AlertRoutes.tenant(call), wanted);
        return Documents.one(call, 201, TYPE, made.id().toString(), made);
    }

    private Answer change(Call call) {
        NewMaintenance wanted = call.body(NewMaintenance.class);
        Maintenance after = windows.change(call.caller(), AlertRoutes.tenant(call), call.id("id"), wanted);
        return Documents.one(call, TYPE, after.id().toString(), after);
    }

    private Answer delete(Call call) {
        windows.delete(call.caller(), AlertRoutes.tenant(call), call.id("id"));
        return Answer.empty();
    }
}
