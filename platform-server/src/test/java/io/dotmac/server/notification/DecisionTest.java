package io.dotmac.server.notification;

import static org.assertj.core.api.Assertions.assertThat;

import io.dotmac.model.alert.Ack;
import io.dotmac.model.alert.Alert;
import io.dotmac.model.alert.AlertState;
import io.dotmac.model.alert.Level;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.model.notification.EscalationLevel;
import io.dotmac.model.notification.EscalationPolicy;
import io.dotmac.model.notification.NoticeKind;
import io.dotmac.server.notification.Decision.Telling;
import io.dotmac.server.notification.Group.Member;
import io.dotmac.server.notification.Group.Told;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class DecisionTest {
    private static final UUID WHO = new UUID(0, 1);
    private static final Instant START = Instant.parse("2026-03-20T02:00:00Z");

    private Instant now = START;
    private Optional<EscalationPolicy> policy = Optional.of(policy(Optional.empty(), 1, 0L, 300L, 600L));
    private Group group = new Group(
            new TenantId(WHO),
            "g",
            "r",
            Map.of(),
            1,
            Optional.of(START),
            Optional.empty(),
            0,
            Optional.empty(),
            0,
            false);
    private List<Member> members = new ArrayList<>();

    @Test
    void levelsAreToldOneAfterTheOtherUntilSomebodyHasIt() {
        members.add(firing(alert("a")));

        assertThat(kinds(decide())).containsExactly("FIRING 1-0 route", "FIRING 1-1");
        assertThat(group.dueAt()).contains(START.plusSeconds(300));
        after(300);
        assertThat(kinds(decide())).containsExactly("ESCALATION 2-2");
        after(599);
        assertThat(kinds(decide())).isEmpty();
        after(1);
        members = List.of(toldFiring(acked(alert("a"), now)));
        assertThat(kinds(decide())).containsExactly("ACKNOWLEDGED 1-2 route");
        members = List.of(new Member(acked(alert("a"), now), members.getFirst().told(), true));
        after(100_000);
        assertThat(kinds(decide())).isEmpty();
        assertThat(group.dueAt()).isEmpty();
    }

    @Test
    void allLevelsAreToldAgainAsOftenAsThePolicySays() {
        members.add(firing(alert("a")));
        List<String> told = new ArrayList<>(kinds(decide()));
        for (int i = 0; i < 12; i++) {
            if (group.dueAt().isPresent()) {
                now = group.dueAt().get();
                told.addAll(kinds(decide()));
            }
        }

        assertThat(told.stream().filter(one -> one.startsWith("ESCALATION")))
                .containsExactly(
                        "ESCALATION 2-2", "ESCALATION 3-3", "ESCALATION 1-1", "ESCALATION 2-2", "ESCALATION 3-3");
    }

    @Test
    void whatIsQuietUsesUpNoLevel() {
        members.add(firing(alert("a")));
        decide();
        members = List.of(toldFiring(quiet(alert("a"))));
        after(300);
        assertThat(kinds(decide())).isEmpty();
        after(3_000);
        assertThat(kinds(decide())).isEmpty();
        assertThat(group.step()).isEqualTo(1);

        members = List.of(toldFiring(alert("a")));
        after(30);

        assertThat(kinds(decide())).containsExactly("ESCALATION 2-2");
    }

    @Test
    void acknowledgementThatIsTooOldBeginsAnew() {
        policy = Optional.of(policy(Optional.of(1_800L), 0, 0L, 300L));
        members.add(firing(alert("a")));
        decide();
        members = List.of(new Member(acked(alert("a"), now), Optional.of(Told.of(alert("a"))), true));
        after(60);
        assertThat(kinds(decide())).isEmpty();
        assertThat(group.dueAt()).contains(START.plusSeconds(1_800));

        now = START.plusSeconds(1_800);

        assertThat(kinds(decide())).containsExactly("REPEAT 1-0 route", "FIRING 1-1");
        after(300);
        assertThat(kinds(decide())).containsExactly("ESCALATION 2-2");
    }

    @Test
    void silencedInhibitedAndFlappingAlertsAreNotToldAndTheEndOfWhatWasToldIs() {
        policy = Optional.empty();
        members = List.of(firing(quiet(alert("a"))), firing(flapping(alert("b"))));
        assertThat(kinds(decide())).isEmpty();
        assertThat(group.dueAt()).contains(START.plusSeconds(30));

        members = List.of(firing(quiet(alert("a"))), toldFiring(over(alert("b"))), firing(over(alert("c"))));

        Decision decision = decide();
        assertThat(kinds(decision)).containsExactly("RESOLVED 1-0 route");
        assertThat(decision.tellings().getFirst().resolved())
                .extracting(Alert::fingerprint)
                .containsExactly("b");
        assertThat(decision.suppressed()).isEqualTo(1);
    }

    @Test
    void whatGetsWorseOrComesBackIsNewAndWhatGetsBetterIsNot() {
        policy = Optional.empty();
        Alert mild = level(alert("a"), Level.WARNING, 1);
        Alert bad = level(alert("a"), Level.CRITICAL, 1);
        members = List.of(new Member(bad, Optional.of(Told.of(mild)), false));
        assertThat(kinds(decide())).containsExactly("FIRING 1-0 route");
        members = List.of(new Member(mild, Optional.of(Told.of(bad)), false));
        assertThat(kinds(decide())).isEmpty();
        members = List.of(new Member(level(alert("a"), Level.WARNING, 2), Optional.of(Told.of(bad)), false));
        assertThat(kinds(decide())).containsExactly("FIRING 1-0 route");
    }

    @Test
    void whatNobodyHasIsToldAgainAfterAWhile() {
        policy = Optional.empty();
        members.add(firing(alert("a")));
        decide();
        members = List.of(toldFiring(alert("a")));
        after(3_599);
        assertThat(kinds(decide())).isEmpty();
        after(1);
        assertThat(kinds(decide())).containsExactly("REPEAT 1-0 route");
    }

    private Decision decide() {
        Plan plan = new Plan(
                "r",
                Set.of(WHO),
                policy.map(EscalationPolicy::id),
                List.of(),
                Duration.ZERO,
                Duration.ZERO,
                policy.isPresent() ? Duration.ZERO : Duration.ofHours(1),
                true);
        Decision decision = Decision.of(group, members, false, plan, policy, now);
        group = decision.after();
        members = new ArrayList<>(members.stream()
                .map(one -> decision.told().contains(one.alert()) ? toldFiring(one.alert()) : one)
                .toList());
        return decision;
    }

    private void after(long seconds) {
        now = now.plusSeconds(seconds);
    }

    private static List<String> kinds(Decision decision) {
        return decision.tellings().stream().map(DecisionTest::text).toList();
    }

    private static String text(Telling one) {
        NoticeKind kind = one.kind();
        return kind + " " + one.fromLevel() + "-" + one.toLevel() + (one.route() ? " route" : "");
    }

    private static EscalationPolicy policy(Optional<Long> ackTimeout, int repeats, Long... after) {
        List<EscalationLevel> levels = List.of(after).stream()
                .map(seconds -> new EscalationLevel(seconds, List.of(WHO), List.of()))
                .toList();
        return new EscalationPolicy(WHO, "p", levels, repeats, ackTimeout, START, START, 1);
    }

    private static Member firing(Alert alert) {
        return new Member(alert, Optional.empty(), false);
    }

    private static Member toldFiring(Alert alert) {
        return new Member(alert, Optional.of(new Told(alert.episode(), AlertState.FIRING, alert.level())), false);
    }

    private static Alert quiet(Alert alert) {
        return alert.with(new Alert.Facts(List.of(), Optional.of("agent of edge-1 is silent"), Optional.empty()));
    }

    private static Alert acked(Alert alert, Instant at) {
        return of(
                alert,
                AlertState.FIRING,
                alert.level(),
                1,
                Optional.of(new Ack(WHO, "Op", "", at, Optional.empty())),
                false);
    }

    private static Alert flapping(Alert alert) {
        return of(alert, AlertState.FIRING, alert.level(), 1, Optional.empty(), true);
    }

    private static Alert over(Alert alert) {
        return of(alert, AlertState.RESOLVED, alert.level(), 1, Optional.empty(), false);
    }

    private static Alert level(Alert alert, Level level, int episode) {
        return of(alert, AlertState.FIRING, level, episode, Optional.empty(), false);
    }

    private static Alert alert(String fingerprint) {
        return new Alert(
                fingerprint,
                "dependency-down",
                AlertState.FIRING,
                Level.CRITICAL,
                "redis is down",
                Map.of(),
                Map.of(),
                Optional.empty(),
                1,
                1,
                START,
                Optional.empty(),
                START,
                Optional.empty(),
                Optional.empty(),
                false,
                false,
                Alert.Facts.NONE,
                "");
    }

    private static Alert of(
            Alert alert, AlertState state, Level level, int episode, Optional<Ack> ack, boolean flapping) {
        return new Alert(
                alert.fingerprint(),
                alert.rule(),
                state,
                level,
                alert.summary(),
                Map.of(),
                Map.of(),
                Optional.empty(),
                episode,
                1,
                START,
                Optional.empty(),
                START,
                ack,
                Optional.empty(),
                flapping,
                false,
                Alert.Facts.NONE,
                "");
    }
}
