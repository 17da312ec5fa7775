package io.dotmac.console.view;

import io.dotmac.console.Tasks;
import io.dotmac.console.command.Command;
import io.dotmac.console.command.Commands;
import io.dotmac.console.command.Danger;
import io.dotmac.console.command.Errands;
import io.dotmac.console.live.Viewed;
import io.dotmac.console.text.PastTime;
import io.dotmac.console.text.Times;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Consumer;

/// `:at` and `:live`: everything as it stood then, to be looked at only, and back.
public final class TimeTravel {
    private final Viewed viewed;
    private final Tasks tasks;
    private final ZoneId zone;

    TimeTravel(Viewed viewed, Tasks tasks, ZoneId zone) {
        this.viewed = viewed;
        this.tasks = tasks;
        this.zone = zone;
    }

    /// Goes to the moment that was typed, in the background; what cannot be had leaves everything as it is.
    ///
    /// @param typed for example `03:12`
    /// @param say shows a short word, called by any thread
    public void at(String typed, Consumer<String> say) {
        Instant now = tasks.clock().instant();
        switch (PastTime.read(typed, now, zone)) {
            case PastTime.Wrong(String message) -> say.accept(message);
            case PastTime.At(Instant exact) -> {
                Instant at = exact.truncatedTo(ChronoUnit.SECONDS);
                String named = Times.of(at, now, zone);
                say.accept("asking how it stood at " + named);
                viewed.at(at, why -> say.accept("no " + named + ": " + why));
            }
        }
    }

    /// Goes back to now; answers whether it was not.
    public boolean live() {
        return viewed.live();
    }

    /// What the banner says, for example `AS OF 03:12, 4 h ago`; empty while it is now.
    public Optional<String> banner() {
        Instant now = tasks.clock().instant();
        return viewed.past().get().map(then -> then.text(now, zone));
    }

    /// Why a command is not to be run; empty when it may be. The past is looked at, never changed, and orders would be
    /// carried out now, on what is there now.
    public Optional<String> refuses(Command command) {
        boolean changes = command.danger() != Danger.D0 || Errands.isOrder(command);
        return viewed.past()
                .get()
                .filter(_ -> changes && !command.equals(Commands.LIVE))
                .map(then -> command.title() + " refused: this is "
                        + Times.of(then.at(), tasks.clock().instant(), zone)
                        + ", read-only. :live to return");
    }
}
