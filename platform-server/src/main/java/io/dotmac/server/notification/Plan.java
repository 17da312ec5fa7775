package io.dotmac.server.notification;

import io.dotmac.model.alert.Alert;
import io.dotmac.model.notification.EscalationPolicy;
import io.dotmac.model.notification.NotificationRoute;
import io.dotmac.model.notification.Routing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/// A route with everything filled in.
///
/// @param route name
/// @param receivers who are told
/// @param policy by which others are told
/// @param groupBy labels in which alerts that are told together are alike
/// @param patience with which the first of a group waits for others
/// @param interval between two messages of a group
/// @param repeat after which it is told again, zero for never
/// @param sendResolved whether it is told that it is over
record Plan(
        String route,
        Set<UUID> receivers,
        Optional<UUID> policy,
        List<String> groupBy,
        Duration patience,
        Duration interval,
        Duration repeat,
        boolean sendResolved) {
    private static final List<String> GROUP_BY = List.of("alertname");
    private static final long WAIT = 10;
    private static final long INTERVAL = 60;
    private static final long REPEAT = 4 * 3_600;

    Plan {
        receivers = Set.copyOf(receivers);
        groupBy = List.copyOf(groupBy);
    }

    /// The routes of a tenant with what they refer to.
    ///
    /// @param routing as people made it
    /// @param receivers that are told anything
    /// @param policies by id
    record Book(Routing routing, Map<UUID, ReceiverStore.Brief> receivers, Map<UUID, EscalationPolicy> policies) {
        /// By which an alert is told; empty where nobody is to be told.
        List<Plan> of(Alert alert) {
            List<Plan> plans = new ArrayList<>();
            for (NotificationRoute route : routing.routes()) {
                if (route.isAbout(alert)) {
                    plans.add(plan(route));
                    if (!route.goOn().orElse(false)) {
                        return useful(plans);
                    }
                }
            }
            if (plans.isEmpty()) {
                plans.add(standard());
            }
            return useful(plans);
        }

        /// The route of that name; the standard one where there is none any more.
        Plan named(String name) {
            return routing.routes().stream()
                    .filter(route -> route.name().equals(name))
                    .findFirst()
                    .map(this::plan)
                    .orElseGet(this::standard);
        }

        private Plan standard() {
            Set<UUID> standard = receivers.entrySet().stream()
                    .filter(one -> one.getValue().standard())
                    .map(Map.Entry::getKey)
                    .collect(Collectors.toSet());
            return new Plan(
                    Routing.STANDARD,
                    standard,
                    Optional.empty(),
                    GROUP_BY,
                    Duration.ofSeconds(WAIT),
                    Duration.ofSeconds(INTERVAL),
                    Duration.ofSeconds(REPEAT),
                    true);
        }

        private Plan plan(NotificationRoute route) {
            return new Plan(
                    route.name(),
                    route.receivers().stream().filter(receivers::containsKey).collect(Collectors.toSet()),
                    route.policy().filter(policies::containsKey),
                    route.groupBy().orElse(GROUP_BY),
                    Duration.ofSeconds(route.groupWaitSeconds().orElse(WAIT)),
                    Duration.ofSeconds(route.groupIntervalSeconds().orElse(INTERVAL)),
                    Duration.ofSeconds(route.repeatSeconds().orElse(REPEAT)),
                    route.sendResolved().orElse(true));
        }

        private static List<Plan> useful(List<Plan> plans) {
            return plans.stream()
                    .filter(plan -> !plan.receivers.isEmpty() || plan.policy.isPresent())
                    .toList();
        }
    }
}
