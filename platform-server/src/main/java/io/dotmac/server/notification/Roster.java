package io.dotmac.server.notification;

import io.dotmac.model.notification.ContactMethod;
import io.dotmac.model.notification.Contacts;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// What it takes to tell those who may be on call.
///
/// @param people by id; who is deleted is absent
/// @param contacts by user
/// @param receivers that are told anything
record Roster(Map<UUID, Person> people, Map<UUID, Contacts> contacts, Map<UUID, ReceiverStore.Brief> receivers) {
    Roster {
        people = Map.copyOf(people);
        contacts = Map.copyOf(contacts);
        receivers = Map.copyOf(receivers);
    }

    /// Why somebody cannot be told; empty when nothing is in the way.
    Optional<String> fault(Who who) {
        return switch (who) {
            case Who.Direct direct -> Optional.empty();
            case Who.Person(var user) -> fault(user);
        };
    }

    private Optional<String> fault(UUID user) {
        Person person = people.get(user);
        if (person == null) {
            return Optional.of("user " + user + " is deleted");
        }
        if (!person.active()) {
            return Optional.of(person.name() + " is disabled");
        }
        return methods(user).isEmpty()
                ? Optional.of(person.name() + " has no contact method that is switched on")
                : Optional.empty();
    }

    /// By which receivers that are told anything a user is reached, in order.
    List<ContactMethod> methods(UUID user) {
        return contacts.getOrDefault(user, Contacts.NONE).methods().stream()
                .filter(method -> receivers.containsKey(method.receiver()))
                .toList();
    }

    /// The receiver that is told first.
    Optional<UUID> first(Who who) {
        return switch (who) {
            case Who.Direct(var receiver) -> Optional.of(receiver);
            case Who.Person(var user) ->
                methods(user).stream().map(ContactMethod::receiver).findFirst();
        };
    }

    /// For people.
    String name(Who who) {
        return switch (who) {
            case Who.Direct(var receiver) ->
                Optional.ofNullable(receivers.get(receiver))
                        .map(ReceiverStore.Brief::name)
                        .orElse("");
            case Who.Person(var user) ->
                Optional.ofNullable(people.get(user)).map(Person::name).orElse("");
        };
    }
}
