package io.dotmac.server.notification;

import io.dotmac.model.alert.Ack;
import io.dotmac.model.alert.Alert;
import io.dotmac.model.alert.AlertState;
import io.dotmac.model.notification.EscalationLevel;
import io.dotmac.model.notification.EscalationPolicy;
import io.dotmac.model.notification.NoticeKind;
import io.dotmac.server.notification.Group.Member;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What is to be told of a group now, and when to look again. Knows no table and no clock.
///
/// @param after the group from now on
/// @param tellings messages, each to some of those who can be told
/// @param told alerts that count as told from now on, as they are
/// @param over alerts that are resolved and need no more words
/// @param suppressed how many of those came and went without a word
/// @param calm threads of messages in which there is nothing to be done by anybody any more
record Decision(
        Group after, List<Telling> tellings, List<Alert> told, List<Alert> over, int suppressed, List<String> calm) {
    private static final Duration QUIET = Duration.ofSeconds(30);
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final long LEAST_PAUSE = 60;

    /// One message.
    ///
    /// @param kind what it is about
    /// @param firing alerts that fire
    /// @param news those of them that are new
    /// @param resolved alerts that are over
    /// @param route whether those of the route are told
    /// @param fromLevel the first level of the policy that is told, counted from 1
    /// @param toLevel the last one; 0 for none
    /// @param remark one more line
    record Telling(
            NoticeKind kind,
            List<Alert> firing,
            List<Alert> news,
            List<Alert> resolved,
            boolean route,
            int fromLevel,
            int toLevel,
            String remark) {}

    /// Decides.
    ///
    /// @param members alerts of the group with what keeps them quiet
    /// @param unknown whether there are alerts of which it is not known yet what keeps them quiet
    static Decision of(
            Group group,
            List<Member> members,
            boolean unknown,
            Plan plan,
            Optional<EscalationPolicy> policy,
            Instant now) {
        return new Maker(group, members, unknown, plan, policy, now).make();
    }

    /// The work of one decision.
    private static final class Maker {
        private final Group group;
        private final List<Member> members;
        private final boolean unknown;
        private final Plan plan;
        private final Optional<EscalationPolicy> policy;
        private final Instant now;
        private final List<Telling> tellings = new ArrayList<>();
        private final List<Alert> told = new ArrayList<>();
        private final List<Instant> looks = new ArrayList<>();
        private int step;
        private boolean stepped;
        private int cycle;
        private Optional<Instant> stepAt;

        Maker(
                Group group,
                List<Member> members,
                boolean unknown,
                Plan plan,
                Optional<EscalationPolicy> policy,
                Instant now) {
            this.group = group;
            this.members = members;
            this.unknown = unknown;
            this.plan = plan;
            this.policy = policy;
            this.now = now;
            this.step = group.step();
            this.cycle = group.cycle();
            this.stepAt = group.stepAt().map(this::waitedFor);
        }

        Decision make() {
            List<Member> firing = members.stream()
                    .filter(one -> one.alert().state() == AlertState.FIRING)
                    .toList();
            List<Member> active = firing.stream().filter(one -> !isQuiet(one)).toList();
            List<Member> open = active.stream().filter(one -> !isAcked(one)).toList();
            List<Member> ended = members.stream()
                    .filter(one -> one.alert().state() == AlertState.RESOLVED)
                    .toList();
            List<Alert> over = ended.stream()
                    .filter(Member::wasToldFiring)
                    .map(Member::alert)
                    .toList();
            List<Alert> news =
                    open.stream().filter(this::isNews).map(Member::alert).toList();
            boolean rearmed = group.acked() && !open.isEmpty() && news.isEmpty();
            boolean acked = open.isEmpty() && !active.isEmpty();
            escalate(open, rearmed || (group.acked() && !open.isEmpty()), acked);
            say(active, open, news, over, rearmed);
            acknowledge(active);
            boolean spoke = tellings.stream().anyMatch(one -> one.kind() != NoticeKind.ACKNOWLEDGED);
            Optional<Instant> toldAt = spoke ? Optional.of(now) : group.toldAt();
            look(firing, active, open, toldAt);
            Group after = new Group(
                    group.tenant(),
                    group.id(),
                    group.route(),
                    group.labels(),
                    tellings.isEmpty() ? group.round() : group.round() + 1,
                    looks.stream().min(Instant::compareTo),
                    toldAt,
                    firing.isEmpty() ? 0 : step,
                    firing.isEmpty() ? Optional.empty() : stepAt,
                    firing.isEmpty() ? 0 : cycle,
                    acked);
            List<Alert> gone = ended.stream().map(Member::alert).toList();
            return new Decision(
                    after, List.copyOf(tellings), List.copyOf(told), gone, gone.size() - over.size(), calm(open));
        }

        /// Those of all alerts that are not open, and of the group when none is.
        private List<String> calm(List<Member> open) {
            Stream<String> alerts =
                    members.stream().filter(one -> !open.contains(one)).map(Member::fingerprint);
            return Stream.concat(alerts, open.isEmpty() ? Stream.of(group.id()) : Stream.of())
                    .toList();
        }

        private void say(List<Member> active, List<Member> open, List<Alert> news, List<Alert> over, boolean rearmed) {
            List<Alert> all = active.stream().map(Member::alert).toList();
            int reached = Math.max(step, group.step());
            boolean again = !plan.repeat().isZero()
                    && !open.isEmpty()
                    && group.toldAt()
                            .filter(at -> !at.plus(plan.repeat()).isAfter(now))
                            .isPresent();
            if (!news.isEmpty()) {
                tellings.add(new Telling(NoticeKind.FIRING, all, news, said(over), true, 1, group.step(), ""));
                told.addAll(news);
            } else if (!over.isEmpty() && plan.sendResolved()) {
                tellings.add(new Telling(NoticeKind.RESOLVED, all, List.of(), over, true, 1, reached, ""));
            } else if (rearmed) {
                String why = "The acknowledgement counts no more, and it still fires.";
                tellings.add(new Telling(NoticeKind.REPEAT, all, opened(open), List.of(), true, 1, 0, why));
            } else if (again) {
                tellings.add(new Telling(NoticeKind.REPEAT, all, opened(open), List.of(), true, 1, reached, ""));
            }
            if (stepped) {
                boolean first = step == 1 && (group.step() == 0 || rearmed);
                NoticeKind kind = first ? NoticeKind.FIRING : NoticeKind.ESCALATION;
                String remark = first ? "" : "Nobody has taken this on, so level " + step + " is told.";
                tellings.add(new Telling(kind, all, opened(open), List.of(), false, step, step, remark));
            }
        }

        /// One level at most, and none for what is quiet.
        private void escalate(List<Member> open, boolean anew, boolean acked) {
            if (policy.isEmpty()) {
                step = 0;
                stepAt = Optional.empty();
                return;
            }
            if (acked) {
                stepAt = Optional.empty();
                return;
            }
            if (open.isEmpty()) {
                return;
            }
            EscalationPolicy levels = policy.get();
            if (anew) {
                step = 0;
                cycle = 0;
                stepAt = Optional.empty();
            }
            if (step == 0 && stepAt.isEmpty()) {
                stepAt = Optional.of(now.plusSeconds(levels.levels().getFirst().afterSeconds()));
            }
            if (stepAt.filter(at -> !at.isAfter(now)).isPresent()) {
                next(levels);
            }
        }

        /// No level waits longer than the longest does, whatever the clock was when it was put off.
        private Instant waitedFor(Instant at) {
            long longest = policy.stream()
                    .flatMap(levels -> levels.levels().stream())
                    .mapToLong(EscalationLevel::afterSeconds)
                    .reduce(LEAST_PAUSE, Math::max);
            Instant latest = now.plusSeconds(longest);
            return at.isAfter(latest) ? latest : at;
        }

        private void next(EscalationPolicy levels) {
            int count = levels.levels().size();
            step = step >= count ? 1 : step + 1;
            stepped = true;
            if (step < count) {
                stepAt = Optional.of(now.plusSeconds(levels.levels().get(step).afterSeconds()));
            } else if (cycle < levels.repeats()) {
                cycle++;
                long pause = Math.max(LEAST_PAUSE, levels.levels().getFirst().afterSeconds());
                stepAt = Optional.of(now.plusSeconds(pause));
            } else {
                stepAt = Optional.empty();
            }
        }

        /// Those who keep incidents of their own hear of it.
        private void acknowledge(List<Member> active) {
            List<Alert> fresh = active.stream()
                    .filter(one -> isAcked(one) && one.wasToldFiring() && !one.toldAck())
                    .map(Member::alert)
                    .toList();
            if (!fresh.isEmpty()) {
                int reached = Math.max(step, group.step());
                tellings.add(new Telling(NoticeKind.ACKNOWLEDGED, fresh, fresh, List.of(), true, 1, reached, ""));
            }
        }

        private void look(List<Member> firing, List<Member> active, List<Member> open, Optional<Instant> toldAt) {
            if (unknown) {
                looks.add(now.plus(SOON));
            }
            if (active.size() < firing.size()) {
                looks.add(now.plus(QUIET));
            }
            if (!open.isEmpty() && !plan.repeat().isZero()) {
                toldAt.ifPresent(at -> looks.add(at.plus(plan.repeat())));
            }
            if (!open.isEmpty()) {
                stepAt.ifPresent(looks::add);
            }
            active.stream().flatMap(one -> ackEnds(one).stream()).forEach(looks::add);
            looks.removeIf(at -> !at.isAfter(now)); // A look that is due again at once would never end.
            if (looks.isEmpty()
                    && !open.isEmpty()
                    && stepAt.filter(at -> !at.isAfter(now)).isPresent()) {
                looks.add(now.plus(SOON));
            }
        }

        private List<Alert> said(List<Alert> over) {
            return plan.sendResolved() ? over : List.of();
        }

        private static List<Alert> opened(List<Member> open) {
            return open.stream().map(Member::alert).toList();
        }

        private static boolean isQuiet(Member one) {
            return one.alert().facts().quiet() || one.alert().flapping();
        }

        private boolean isNews(Member one) {
            Alert alert = one.alert();
            return one.told()
                    .filter(last -> last.state() == AlertState.FIRING
                            && last.episode() == alert.episode()
                            && last.level().compareTo(alert.level()) >= 0)
                    .isEmpty();
        }

        private boolean isAcked(Member one) {
            return one.alert().ack().isPresent()
                    && ackEnds(one).filter(end -> !end.isAfter(now)).isEmpty();
        }

        private Optional<Instant> ackEnds(Member one) {
            Optional<Ack> ack = one.alert().ack();
            Optional<Instant> timeout = ack.flatMap(
                    seen -> policy.flatMap(EscalationPolicy::ackTimeoutSeconds).map(seen.at()::plusSeconds));
            return Stream.concat(timeout.stream(), ack.flatMap(Ack::until).stream())
                    .min(Instant::compareTo);
        }
    }
}
