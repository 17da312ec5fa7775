package io.dotmac.model.notification;

import java.util.List;

/// Who would be told of an alert.
///
/// @param routes by which
public record RouteAnswer(List<Way> routes) {
    /// Copies the routes.
    public RouteAnswer {
        routes = List.copyOf(routes);
    }

    /// A route that is about the alert.
    ///
    /// @param route name
    /// @param receivers names of those who are told at once
    /// @param policy name of the escalation policy, or empty
    public record Way(String route, List<String> receivers, String policy) {
        /// Copies the names.
        public Way {
            receivers = List.copyOf(receivers);
        }
    }
}
