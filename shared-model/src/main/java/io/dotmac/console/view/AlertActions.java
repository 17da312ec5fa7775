package io.dotmac.console.view;

import io.dotmac.client.ApiException;
import io.dotmac.client.PlatformClient;
import io.dotmac.console.Observable;
import io.dotmac.console.Tasks;
import io.dotmac.console.Value;
import io.dotmac.console.command.Command;
import io.dotmac.console.command.Commands;
import io.dotmac.console.live.Seen;
import io.dotmac.console.profile.Session;
import io.dotmac.console.quiet.Cover;
import io.dotmac.console.resource.Resources;
import io.dotmac.console.text.Units;
import io.dotmac.model.alert.Alert;
import io.dotmac.model.alert.NewAck;
import io.dotmac.model.alert.NewOwner;
import io.dotmac.model.alert.NewSilence;
import io.dotmac.model.live.LiveRow;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/// What an operator does with the chosen alerts; the work runs in the background, and its outcome is said.
public final class AlertActions {
    private static final Pattern SILENCE = Pattern.compile("([0-9]{1,4})([mhd])\\s+(\\S.*)");
    private static final int MANY = 50;

    private final Session session;
    private final PlatformClient client;
    private final Tasks tasks;
    private final Supplier<Duration> ahead;
    private final TableViewModel<Seen<LiveRow.Alert>> alerts;

    private final Value<String> said = new Value<>("");

    private interface Step {
        void run() throws IOException;
    }

    /// @param session with the server
    /// @param ahead how far the server's clock is ahead
    AlertActions(Session session, Tasks tasks, TableViewModel<Seen<LiveRow.Alert>> alerts, Supplier<Duration> ahead) {
        this.session = session;
        client = session.client();
        this.ahead = ahead;
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
        if (!handles(command, argument) || !table.resource().id().equals(Resources.ALERTS.id())) {
            return false;
        }
        List<LiveRow.Alert> chosen = keys.stream()
                .flatMap(key -> alerts.row(key).stream())
                .map(Seen::row)
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

    /// A silence is made at once only by who gives its time and reason; else its dialog opens.
    private static boolean handles(Command command, String argument) {
        return command.equals(Commands.ACK)
                || command.equals(Commands.OWN)
                || (command.equals(Commands.SILENCE)
                        && SILENCE.matcher(argument.strip()).matches());
    }

    /// Those that were seen already are unseen again, so that the same key takes it back.
    private void acknowledge(List<LiveRow.Alert> chosen, String why, Consumer<String> say) {
        boolean back = why.isEmpty()
                && chosen.stream().allMatch(row -> row.alert().ack().isPresent());
        if (back) {
            each(chosen, say, "no longer acknowledged", alert -> () -> client.unacknowledge(alert.fingerprint()));
            return;
        }
        NewAck ack = new NewAck(Optional.of(why).filter(words -> !words.isBlank()), Optional.empty());
        each(chosen, say, "acknowledged", alert -> () -> client.acknowledge(alert.fingerprint(), ack));
    }

    private void silence(List<LiveRow.Alert> chosen, String argument, Consumer<String> say) {
        java.util.regex.Matcher parts = SILENCE.matcher(argument.strip());
        if (!parts.matches()) {
            return;
        }
        Instant end =
                tasks.clock().instant().plus(ahead.get()).plus(span(Long.parseLong(parts.group(1)), parts.group(2)));
        tasks.run(() -> said(say, () -> {
            int matches = 0;
            for (LiveRow.Alert alert : chosen) {
                for (Cover.Target target : Cover.of(alert).targets()) {
                    PlatformClient client = session.client(target.tenant());
                    NewSilence silence = new NewSilence(target.matchers(), Optional.empty(), end, parts.group(3));
                    matches += client.previewSilence(silence).matches();
                    client.silence(silence);
                }
            }
            say.accept("silenced " + Units.counted(matches, "alert") + " for " + parts.group(1) + parts.group(2));
        }));
    }

    private void each(
            List<LiveRow.Alert> chosen,
            Consumer<String> say,
            String done,
            java.util.function.Function<Alert, Step> step) {
        tasks.run(() -> said(say, () -> {
            for (LiveRow.Alert row : chosen) {
                step.apply(row.alert()).run();
            }
            say.accept(done + ": "
                    + (chosen.size() == 1 ? chosen.getFirst().alert().summary() : chosen.size() + " alerts"));
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

    private static Duration span(long count, String unit) {
        return switch (unit) {
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofDays(Math.min(count, 366));
        };
    }
}
