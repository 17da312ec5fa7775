package io.dotmac.console.view;

import io.dotmac.console.resource.Section.Field;
import io.dotmac.console.resource.Words;
import io.dotmac.console.text.Times;
import io.dotmac.console.text.Units;
import io.dotmac.model.alert.Alert;
import io.dotmac.model.alert.Silence;
import io.dotmac.model.alert.Transition;
import io.dotmac.model.fleet.Severity;
import io.dotmac.model.notification.Delivery;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;

/// Messages and transitions of an alert as lines for an operator.
final class StoryWords {
    private final ZoneId zone;

    /// @param zone that times are told in
    StoryWords(ZoneId zone) {
        this.zone = zone;
    }

    /// `07:21:03` and `noc-mail: firing, sent`, or why not.
    Field told(Delivery one, Instant now, Duration ahead) {
        String text = one.receiver() + ": " + Words.of(one.kind()) + ", " + state(one)
                + (one.attempts() > 1 ? ", " + one.attempts() + " attempts" : "")
                + (one.error().isEmpty() ? "" : ": " + one.error());
        return new Field(time(one.createdAt(), now, ahead), text, severity(one));
    }

    /// `07:21:03` and `fired as critical`, with what was said and by whom.
    Field happened(Transition one, Alert alert, Instant now, Duration ahead) {
        StringBuilder text = new StringBuilder(kind(one));
        one.value().ifPresent(value -> text.append(", value ").append(Units.number(value)));
        one.actor()
                .flatMap(actor -> name(actor, alert))
                .ifPresent(name -> text.append(" by ").append(name));
        boolean saysMore = !one.detail().isEmpty() && one.kind() != Transition.Kind.OWNED;
        if (saysMore) {
            text.append(": ").append(one.detail());
        }
        boolean worse = one.kind() == Transition.Kind.FIRED || one.kind() == Transition.Kind.LEVEL;
        Severity severity = worse ? one.level().severity() : Severity.OK;
        return new Field(time(one.at(), now, ahead), text.toString(), severity);
    }

    /// `until 16:35` and `hoster on it, by Ada Okafor`.
    Field silenced(Silence one, Instant now, Duration ahead) {
        Instant end = one.endsAt().minus(ahead).truncatedTo(ChronoUnit.MINUTES);
        return Field.of("until " + Times.of(end, now, zone), one.reason() + ", by " + one.createdBy());
    }

    private String time(Instant server, Instant now, Duration ahead) {
        return Times.exact(server.minus(ahead), now, zone);
    }

    private static String state(Delivery one) {
        return switch (one.state()) {
            case QUEUED -> "waits to be sent";
            case SENDING -> "is being sent";
            case SENT -> "sent";
            case FAILED -> "FAILED";
            case FOLDED -> "folded into a summary";
            case SUPERSEDED -> "left out, a later one tells it better";
            case DOUBTFUL -> "in doubt, the server died while it sent it";
        };
    }

    private static Severity severity(Delivery one) {
        return switch (one.state()) {
            case FAILED -> Severity.MAJOR;
            case DOUBTFUL -> Severity.MINOR;
            case QUEUED, SENDING -> one.error().isEmpty() ? Severity.OK : Severity.MINOR;
            case SENT, FOLDED, SUPERSEDED -> Severity.OK;
        };
    }

    private static String kind(Transition one) {
        return switch (one.kind()) {
            case FIRED -> "fired as " + Words.of(one.level());
            case LEVEL -> "became " + Words.of(one.level());
            case RESOLVED -> "resolved";
            case ACKED -> "acknowledged";
            case UNACKED -> "no longer acknowledged";
            case OWNED -> "taken on by " + one.detail();
            case DISOWNED -> "given back";
            case FLAPPING -> "comes and goes";
            case CALM -> "calm again";
            case STALE -> "cannot be checked";
            case FRESH -> "is checked again";
        };
    }

    /// Who it was, where the alert itself still tells.
    private static Optional<String> name(UUID actor, Alert alert) {
        return alert.ack()
                .filter(ack -> ack.by().equals(actor))
                .map(ack -> ack.name())
                .or(() ->
                        alert.owner().filter(owner -> owner.id().equals(actor)).map(owner -> owner.name()));
    }
}
