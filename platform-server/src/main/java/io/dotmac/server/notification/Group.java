package io.dotmac.server.notification;

import io.dotmac.model.alert.Alert;
import io.dotmac.model.alert.AlertState;
import io.dotmac.model.alert.Level;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.platform.secret.Hashes;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Alerts that are told together, and how far that has come.
///
/// @param tenant whose
/// @param id of route and labels
/// @param route name
/// @param labels in which its alerts are alike
/// @param round which grows each time it is told
/// @param dueAt when to look next
/// @param toldAt when it was last told
/// @param step levels of the escalation policy that were told
/// @param stepAt when the next one is due
/// @param cycle how often all of them were
/// @param acked whether somebody has all that fires
record Group(
        TenantId tenant,
        String id,
        String route,
        Map<String, String> labels,
        long round,
        Optional<Instant> dueAt,
        Optional<Instant> toldAt,
        int step,
        Optional<Instant> stepAt,
        int cycle,
        boolean acked) {
    private static final int ID = 32;

    Group {
        labels = Map.copyOf(labels);
    }

    /// A group that nobody was told of yet.
    static Group of(TenantId tenant, Plan plan, Alert alert) {
        Map<String, String> labels = new TreeMap<>();
        plan.groupBy().forEach(name -> labels.put(name, alert.label(name)));
        StringBuilder text = new StringBuilder(plan.route());
        labels.forEach(
                (name, value) -> text.append('\0').append(name).append('\0').append(value));
        String id = Hashes.sha256Hex(text.toString()).substring(0, ID);
        return new Group(
                tenant, id, plan.route(), labels, 0, Optional.empty(), Optional.empty(), 0, Optional.empty(), 0, false);
    }

    /// An alert in a group.
    ///
    /// @param alert as it is, with what keeps it quiet
    /// @param told what was last told of it
    /// @param toldAck whether it was told that somebody has it
    record Member(Alert alert, Optional<Told> told, boolean toldAck) {
        String fingerprint() {
            return alert.fingerprint();
        }

        Member with(Alert other) {
            return new Member(other, told, toldAck);
        }

        /// Whether it was told that it began.
        boolean wasToldEpisode() {
            return wasToldFiring()
                    && told.filter(one -> one.episode == alert.episode()).isPresent();
        }

        boolean wasToldFiring() {
            return told.filter(one -> one.state == AlertState.FIRING).isPresent();
        }
    }

    /// What was last told of an alert.
    ///
    /// @param episode of it
    /// @param state of it
    /// @param level of it
    record Told(int episode, AlertState state, Level level) {
        static Told of(Alert alert) {
            return new Told(alert.episode(), alert.state(), alert.level());
        }
    }
}
