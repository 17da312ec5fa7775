package io.dotmac.model.notification;

import io.dotmac.model.Check;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The routes of a tenant. The first that is about an alert counts, and further ones while they say to go on; what no
/// route is about is told to all standard receivers.
///
/// @param routes in order
public record Routing(List<NotificationRoute> routes) {
    /// No routes.
    public static final Routing NONE = new Routing(List.of());

    /// Name of the route to the standard receivers.
    public static final String STANDARD = "standard";

    private static final int MOST = 100;

    /// Refuses two routes of one name.
    public Routing {
        routes = List.copyOf(routes);
        Check.range("number of routes", routes.size(), 0, MOST);
        Set<String> names = new HashSet<>(Set.of(STANDARD));
        routes.forEach(route -> {
            if (!names.add(route.name())) {
                throw new IllegalArgumentException("name " + route.name() + " is taken, routes need different ones");
            }
        });
    }
}
