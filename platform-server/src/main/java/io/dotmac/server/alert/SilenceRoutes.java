package io.dotmac.server.alert;

import io.dotmac.model.alert.NewSilence;
import io.dotmac.model.alert.Silence;
import io.dotmac.model.alert.SilencePreview;
import io.dotmac.server.platform.http.Access;
import io.dotmac.server.platform.http.Answer;
import io.dotmac.server.platform.http.Call;
import io.dotmac.server.platform.http.Documents;
import io.dotmac.server.platform.http.Permission;
import io.dotmac.server.platform.http.Route;
import io.dotmac.server.platform.query.ListSpec;
import io.dotmac.server.platform.query.ValueType;
import java.util.List;

/// Paths of silences.
final class SilenceRoutes {
    private static final Access READ = Access.needs(Permission.ALERT_READ);
    private static final Access WRITE = Access.needs(Permission.ALERT_WRITE);
    private static final ListSpec SILENCES = ListSpec.keyed("id", ValueType.UUID)
            .sortable("starts_at", ValueType.TIME)
            .sortable("ends_at", ValueType.TIME)
            .sortable("created_at", ValueType.TIME)
            .filterable("created_by", ValueType.TEXT)
            .filterable("reason", ValueType.TEXT)
            .orderedBy("-ends_at");

    private final Silences silences;

    SilenceRoutes(Silences silences) {
        this.silences = silences;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/api/v1/silences", READ, this::list)
                        .as("listSilences", "Silences, those that end last first")
                        .lists("silence", Silence.class, SILENCES)
                        .with(AlertRoutes.TENANT),
                Route.get("/api/v1/silences/{id}", READ, this::show)
                        .as("getSilence", "One silence")
                        .with(AlertRoutes.TENANT)
                        .gives("silence", Silence.class)
                        .refuses(404),
                Route.post("/api/v1/silences/preview", READ, this::preview)
                        .as("previewSilence", "What a silence would keep quiet now")
                        .with(AlertRoutes.TENANT)
                        .takes(NewSilence.class)
                        .gives("silence-preview", SilencePreview.class),
                Route.post("/api/v1/silences", WRITE, this::create)
                        .as("createSilence", "Keeps alerts quiet for a time")
                        .with(AlertRoutes.TENANT)
                        .takes(NewSilence.class)
                        .gives(201, "silence", Silence.class),
                Route.put("/api/v1/silences/{id}", WRITE, this::change)
                        .as("changeSilence", "Changes a silence that has not ended")
                        .with(AlertRoutes.TENANT)
                        .takes(NewSilence.class)
                        .gives("silence", Silence.class)
                        .refuses(404, 409),
                Route.delete("/api/v1/silences/{id}", WRITE, this::expire)
                        .as("expireSilence", "Ends a silence now")
                        .with(AlertRoutes.TENANT)
                        .givesNothing()
                        .refuses(404));
    }

    private Answer list(Call call) {
        return Documents.page(call, silences.page(AlertRoutes.tenant(call), call.list()), Silence::id);
    }

    private Answer show(Call call) {
        Silence one = silences.show(AlertRoutes.tenant(call), call.id("id"));
        return Documents.one(call, "silence", one.id().toString(), one);
    }

    private Answer preview(Call call) {
        NewSilence wanted = call.body(NewSilence.class);
        return Documents.one(call, "silence-preview", "preview", silences.preview(AlertRoutes.tenant(call), wanted));
    }

    private Answer create(Call call) {
        NewSilence wanted = call.body(NewSilence.class);
        Silence made = silences.create(call.caller(), AlertRoutes.tenant(call), wanted);
        return Documents.one(call, 201, "silence", made.id().toString(), made);
    }

    private Answer change(Call call) {
        NewSilence wanted = call.body(NewSilence.class);
        Silence after = silences.change(call.caller(), AlertRoutes.tenant(call), call.id("id"), wanted);
        return Documents.one(call, "silence", after.id().toString(), after);
    }

    private Answer expire(Call call) {
        silences.expire(call.caller(), AlertRoutes.tenant(call), call.id("id"));
        return Answer.empty();
    }
}
