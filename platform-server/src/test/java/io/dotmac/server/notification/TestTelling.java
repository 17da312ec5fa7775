package io.dotmac.server.notification;

import io.dotmac.model.alert.Matcher;
import io.dotmac.model.notification.MadeReceiver;
import io.dotmac.model.notification.NewReceiver;
import io.dotmac.model.notification.NotificationRoute;
import io.dotmac.model.notification.Routing;
import io.dotmac.server.TestPlatform;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Sets up whom a platform tells of ACME's alerts.
record TestTelling(TestPlatform platform) {
    /// ACME, as platform staff name it in a query.
    String acme() {
        return "?tenant=" + platform.value("select id from public.tenants where slug = 'acme'");
    }

    MadeReceiver receiver(NewReceiver wanted) throws IOException {
        return platform.as(TestPlatform.ROOT)
                .post("/api/v1/notification-receivers" + acme(), wanted, MadeReceiver.class);
    }

    /// What fits goes this way alone, without waiting for more.
    void route(List<Matcher> matchers, List<UUID> receivers, Optional<UUID> policy) throws IOException {
        route(matchers, receivers, policy, Optional.empty(), 0);
    }

    /// The same, where some are put together that come within `wait` seconds.
    void route(
            List<Matcher> matchers,
            List<UUID> receivers,
            Optional<UUID> policy,
            Optional<List<String>> groupBy,
            long wait)
            throws IOException {
        NotificationRoute route = new NotificationRoute(
                "only",
                matchers,
                List.of(),
                receivers,
                policy,
                groupBy,
                Optional.of(wait),
                Optional.of(0L),
                Optional.of(0L),
                Optional.empty(),
                Optional.empty());
        platform.as(TestPlatform.ROOT).send("PUT", "/api/v1/notification-routes" + acme(), new Routing(List.of(route)));
    }
}
