package io.dotmac.server.alert;

import io.dotmac.model.alert.Topology;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.audit.Audit;
import io.dotmac.server.audit.Entry;
import io.dotmac.server.platform.http.Access;
import io.dotmac.server.platform.http.Answer;
import io.dotmac.server.platform.http.Call;
import io.dotmac.server.platform.http.Caller;
import io.dotmac.server.platform.http.Documents;
import io.dotmac.server.platform.http.Permission;
import io.dotmac.server.platform.http.Route;
import java.util.List;

/// Telling through what nodes are reached, so that one fault is one alert.
final class TopologyDesk {
    private static final String PATH = "/api/v1/topology";
    private static final String TYPE = "topology";

    private final AlertRealm realm;
    private final AlertSharing sharing;
    private final TopologyStore store = new TopologyStore();
    private final Audit audit;

    TopologyDesk(AlertRealm realm, AlertSharing sharing, Audit audit) {
        this.realm = realm;
        this.sharing = sharing;
        this.audit = audit;
    }

    List<Route> routes() {
        return List.of(
                Route.get(PATH, Access.needs(Permission.ALERT_READ), this::show)
                        .as("getTopology", "Through what nodes are reached")
                        .with(AlertRoutes.TENANT)
                        .gives(TYPE, Topology.class),
                Route.put(PATH, Access.needs(Permission.ALERT_WRITE), this::put)
                        .as("putTopology", "Puts another topology in the place of the one that is known")
                        .with(AlertRoutes.TENANT)
                        .takes(Topology.class)
                        .gives(TYPE, Topology.class));
    }

    private Answer show(Call call) {
        TenantId tenant = AlertRoutes.tenant(call);
        return Documents.one(call, TYPE, TYPE, realm.in(tenant, tx -> store.find(tx, tenant)));
    }

    private Answer put(Call call) {
        Topology wanted = call.body(Topology.class);
        return Documents.one(call, TYPE, TYPE, put(call.caller(), AlertRoutes.tenant(call), wanted));
    }

    private Topology put(Caller caller, TenantId tenant, Topology wanted) {
        realm.in(tenant, tx -> {
            Topology before = store.find(tx, tenant);
            store.put(tx, tenant, wanted);
            audit.record(tx, caller, Entry.changed("topology.changed", TYPE, tenant, before, wanted));
            return wanted;
        });
        sharing.settingsChanged(tenant);
        return wanted;
    }
}
