package io.dotmac.console.view;

import io.dotmac.console.resource.Section;
import io.dotmac.console.resource.Section.Field;
import io.dotmac.console.resource.Words;
import io.dotmac.console.text.Ages;
import io.dotmac.console.text.Clean;
import io.dotmac.console.text.Times;
import io.dotmac.console.text.Units;
import io.dotmac.model.alert.Alert;
import io.dotmac.model.alert.Handover;
import io.dotmac.model.alert.Matcher;
import io.dotmac.model.alert.Silence;
import io.dotmac.model.fleet.Severity;
import io.dotmac.model.notification.OnCallSchedule;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/// A handover as lines for an operator.
final class HandoverWords {
    private static final Comparator<Alert> WORST_FIRST =
            Comparator.comparing(Alert::severity).reversed().thenComparing(Alert::startsAt);

    private final ZoneId zone;

    /// @param zone that times are told in
    HandoverWords(ZoneId zone) {
        this.zone = zone;
    }

    /// Who is called if something happens now, one line a schedule; nothing where there is none.
    List<Section> onCall(List<OnCallSchedule> schedules, Instant now) {
        return schedules.isEmpty()
                ? List.of()
                : List.of(new Section(
                        "On call now",
                        schedules.stream().map(one -> onCall(one, now)).toList()));
    }

    private Field onCall(OnCallSchedule schedule, Instant now) {
        String until = schedule.onCallUntil()
                .map(at -> " until " + Times.of(at, now, zone))
                .orElse("");
        return schedule.onCallName()
                .map(name -> Field.of(schedule.name(), name + until))
                .orElseGet(() -> new Field(schedule.name(), "nobody" + until, Severity.MAJOR));
    }

    List<Section> sections(Handover handover, Instant now) {
        List<Section> sections = new ArrayList<>();
        sections.add(new Section("Shift", shift(handover, now)));
        sections.add(new Section(
                "Notes",
                handover.notes().lines().map(line -> Field.of("", line)).toList()));
        List<Field> open = handover.open().stream()
                .sorted(WORST_FIRST)
                .map(alert -> alert(alert, now))
                .toList();
        sections.add(new Section(
                "Open alerts then: " + open.size(), open.isEmpty() ? List.of(Field.of("", "none fired")) : open));
        List<Field> ending =
                handover.ending().stream().map(silence -> silence(silence, now)).toList();
        sections.add(new Section(
                "Silences that end within the shift: " + ending.size(),
                ending.isEmpty() ? List.of(Field.of("", "none")) : ending));
        return List.copyOf(sections);
    }

    /// What stands there while there is no handover.
    static List<Section> none(HandoverViewModel.State state, boolean past) {
        String none = past
                ? "no handover was written by then"
                : "no handover was written yet; :handover write NOTES writes the first";
        String words = state.loading() ? "loading" : state.problem().isEmpty() ? none : state.problem();
        return List.of(new Section("Shift", List.of(Field.of("", words))));
    }

    /// What signing will do.
    List<String> preview(Handover handover) {
        return List.of(
                "Take over from " + Clean.line(handover.byName()) + "?",
                "Written at " + Times.of(handover.at(), handover.at(), zone) + " with "
                        + Units.counted(handover.open().size(), "open alert") + " and " + ending(handover)
                        + " within the shift.",
                "Your name and the time stand under it, and it is never changed after that.");
    }

    /// `1 silence that ends`, `2 silences that end`.
    static String ending(Handover handover) {
        int count = handover.ending().size();
        return Units.counted(count, "silence") + (count == 1 ? " that ends" : " that end");
    }

    private List<Field> shift(Handover handover, Instant now) {
        List<Field> fields = new ArrayList<>();
        fields.add(Field.of("Written by", handover.byName() + ", " + when(handover.at(), now)));
        handover.signature()
                .ifPresentOrElse(
                        signature -> fields.add(Field.of(
                                "Signed by",
                                signature.name() + ", " + when(signature.at(), now)
                                        + (signature.remark().isEmpty() ? "" : ": " + signature.remark()))),
                        () -> fields.add(new Field("Signed by", "nobody yet", Severity.MINOR)));
        return fields;
    }

    private static Field alert(Alert alert, Instant now) {
        String place = alert.label("node");
        String held = alert.owner()
                .map(owner -> ", " + owner.name() + " has it")
                .or(() -> alert.ack()
                        .map(ack -> ", seen by " + ack.name() + (ack.why().isEmpty() ? "" : ": " + ack.why())))
                .orElse(", nobody has it");
        String quiet = alert.facts().silences().isEmpty() ? "" : ", silenced";
        String text = alert.summary() + (alert.summary().contains(place) ? "" : " on " + place) + ", since "
                + Ages.between(alert.startsAt(), now) + held + quiet;
        return new Field(Words.of(alert.level()), text, alert.severity());
    }

    private Field silence(Silence silence, Instant now) {
        String what = silence.matchers().stream().map(Matcher::text).collect(Collectors.joining(" "));
        Instant end = silence.endsAt().truncatedTo(ChronoUnit.MINUTES);
        return Field.of(Times.of(end, now, zone), what + ", by " + silence.createdBy() + ": " + silence.reason());
    }

    private String when(Instant at, Instant now) {
        return Times.of(at, now, zone) + ", " + Ages.between(at, now) + " ago";
    }
}
