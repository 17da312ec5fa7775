package io.dotmac.console.view;

import io.dotmac.client.ApiException;
import io.dotmac.client.PlatformClient;
import io.dotmac.console.Observable;
import io.dotmac.console.Tasks;
import io.dotmac.console.Value;
import io.dotmac.console.command.Command;
import io.dotmac.console.command.Commands;
import io.dotmac.console.live.Seen;
import io.dotmac.console.resource.Resources;
import io.dotmac.console.text.Units;
import io.dotmac.model.alert.Alert;
import io.dotmac.model.alert.Matcher;
import io.dotmac.model.alert.NewAck;
import io.dotmac.model.alert.NewOwner;
import io.dotmac.model.alert.NewSilence;
import io.dotmac.model.live.LiveRow;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/// What an operator does with the chosen alerts; the work runs in the background, and its outcome is said.
public final class AlertActions {
    private static final Pattern SILENCE = Pattern.compile("([0-9]{1,4})([mhd])\\s+(\\S.*)");
    private static final int MANY = 50;

    private final PlatformClient client;
    private final Tasks tasks;
    private final TableViewModel<Seen<LiveRow.Alert>> alerts;

    private final Value<String> said = new Value<>("");

    private interface Step {
        void run() throws IOException;
    }

    AlertActions(PlatformClient client, Tasks tasks, TableViewModel<Seen<LiveRow.Alert>> alerts) {
        this.client = client;
        this.tasks = tasks;
        this.alerts = alerts;
    }

    /// What was said last, for who draws.
    public Observable<String> said() {
        return said;
    }

    /// Runs a command on the chosen rows of the table of alerts; `false` for anything else.
    ///
    /// @param table where the command was given
    /// @param sayer shows a short word, called by any thread
    public boolean run(TableViewModel<?> table, Command command, String argument, Consumer<String> sayer) {
        return run(table, table.chosen(), command, argument, sayer);
    }

    /// Runs a command on rows of the table of alerts; `false` for anything else.
    ///
    /// @param table where the command was given
    /// @param keys of the rows
    /// @param sayer shows a short word, called by any thread
    public boolean run(
            TableViewModel<?> table, Set<String> keys, Command command, String argument, Consumer<String> sayer) {
        Consumer<String> say = words -> {
            sayer.accept(words);
            said.set(words);
        };
        if (!Commands.ON_ALERTS.contains(command) || !table.resource().id().equals(Resources.ALERTS.id())) {
            return false;
        }
        List<Alert> chosen = keys.stream()
                .flatMap(key -> alerts.row(key).stream())
                .map(row -> row.row().alert())
                .limit(MANY)
                .toList();
        if (chosen.isEmpty()) {
            say.accept("no alert is chosen");
            return true;
        }
        if (command.equals(Commands.ACK)) {
            acknowledge(chosen, argument, say);
        } else if (command.equals(Commands.OWN)) {
            each(
                    chosen,
                    say,
                    "owned",
                    alert -> () -> client.own(alert.fingerprint(), new NewOwner(Optional.empty(), Optional.empty())));
        } else {
            silence(chosen, argument, say);
        }
        return true;
    }

    /// Those that were seen already are unseen again, so that the same key takes it back.
    private void acknowledge(List<Alert> chosen, String why, Consumer<String> say) {
        boolean back =
                why.isEmpty() && chosen.stream().allMatch(alert -> alert.ack().isPresent());
        if (back) {
            each(chosen, say, "no longer acknowledged", alert -> () -> client.unacknowledge(alert.fingerprint()));
            return;
        }
        NewAck ack = new NewAck(Optional.of(why).filter(words -> !words.isBlank()), Optional.empty());
        each(chosen, say, "acknowledged", alert -> () -> client.acknowledge(alert.fingerprint(), ack));
    }

    /// Without a time and a reason it only tells what it would do.
    private void silence(List<Alert> chosen, String argument, Consumer<String> say) {
        java.util.regex.Matcher parts = SILENCE.matcher(argument.strip());
        boolean wanted = parts.matches();
        Duration span = wanted ? span(Long.parseLong(parts.group(1)), parts.group(2)) : Duration.ofHours(1);
        String reason = wanted ? parts.group(3) : "preview";
        List<NewSilence> silences = chosen.stream()
                .map(alert -> new NewSilence(
                        matchers(alert),
                        Optional.empty(),
                        tasks.clock().instant().plus(span),
                        reason))
                .toList();
        tasks.run(() -> said(say, () -> {
            int matches = 0;
            for (NewSilence silence : silences) {
                matches += client.previewSilence(silence).matches();
                if (wanted) {
                    client.silence(silence);
                }
            }
            say.accept(
                    wanted
                            ? "silenced " + Units.counted(matches, "alert") + " for " + parts.group(1) + parts.group(2)
                            : "would silence " + Units.counted(matches, "alert") + "; say :silence 2h and why");
        }));
    }

    private void each(
            List<Alert> chosen, Consumer<String> say, String done, java.util.function.Function<Alert, Step> step) {
        tasks.run(() -> said(say, () -> {
            for (Alert alert : chosen) {
                step.apply(alert).run();
            }
            say.accept(done + ": " + (chosen.size() == 1 ? chosen.getFirst().summary() : chosen.size() + " alerts"));
        }));
    }

    private static void said(Consumer<String> say, Step step) {
        try {
            step.run();
        } catch (ApiException e) {
            say.accept("refused: " + e.getMessage());
        } catch (IOException e) {
            say.accept("the server cannot be reached");
        }
    }

    private static List<Matcher> matchers(Alert alert) {
        List<Matcher> matchers = new ArrayList<>();
        for (String name : List.of("alertname", "node_id", "target", "instance")) {
            if (!alert.label(name).isEmpty()) {
                matchers.add(Matcher.equal(name, alert.label(name)));
            }
        }
        return matchers;
    }

    private static Duration span(long count, String unit) {
        return switch (unit) {
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofDays(Math.min(count, 366));
        };
    }
}
