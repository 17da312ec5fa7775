package io.dotmac.server.notification;

import io.dotmac.model.notification.ScheduleLayer;
import io.dotmac.model.notification.StandIn;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/// Who can be on call.
sealed interface Who {
    /// Told by their own contact methods.
    record Person(UUID user) implements Who {}

    /// Told as it is.
    record Direct(UUID receiver) implements Who {}

    static List<Who> of(ScheduleLayer layer) {
        Stream<Who> users = layer.users().stream().flatMap(List::stream).map(Person::new);
        Stream<Who> receivers = layer.receivers().stream().flatMap(List::stream).map(Direct::new);
        return Stream.concat(users, receivers).toList();
    }

    static Who of(StandIn standIn) {
        return of(standIn.user(), standIn.receiver());
    }

    /// One of the two is there.
    static Who of(Optional<UUID> user, Optional<UUID> receiver) {
        return user.<Who>map(Person::new).orElseGet(() -> new Direct(receiver.orElseThrow()));
    }
}
