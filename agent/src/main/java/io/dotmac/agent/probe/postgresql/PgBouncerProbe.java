package io.dotmac.agent.probe.postgresql;

import io.dotmac.agent.config.DataTarget;
import io.dotmac.agent.config.Schedule;
import io.dotmac.agent.probe.Deadline;
import io.dotmac.agent.probe.Faults;
import io.dotmac.agent.probe.Finding;
import io.dotmac.agent.probe.FreshProbe;
import io.dotmac.model.fleet.ErrorClass;
import io.dotmac.model.fleet.UnknownReason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A PgBouncer pooler, asked through its console. That a pooler answers does not mean that a database does: the pools
/// tell whether clients wait and whether there are connections to serve them.
public final class PgBouncerProbe extends FreshProbe {
    private static final Duration RENEW = Duration.ofSeconds(60);

    private final DataTarget.PgBouncer target;
    private @Nullable Console console;
    private long openedAt;
    private final String address;

    /// @param schedule how often, and how long a check may take
    public PgBouncerProbe(DataTarget.PgBouncer target, Schedule schedule) {
        super(schedule);
        this.target = target;
        this.address = target.host() + ":" + target.port();
    }

    @Override
    public Finding check() {
        Deadline deadline = Deadline.in(timeout());
        try {
            Console open = open(deadline);
            open.within(deadline);
            long begun = System.nanoTime();
            PoolFigures figures = PoolFigures.read(open, target.waitWarn());
            return Finding.answers(figures.worst(), millisSince(begun), figures.facts(), figures.samples(), null);
        } catch (Console.Refused e) {
            drop();
            return refused(e.getMessage() == null ? "" : e.getMessage(), e.atLogIn());
        } catch (IOException e) {
            drop();
            return Faults.finding(e, address);
        } catch (UncheckedIOException e) {
            return Finding.unknown(UnknownReason.NOT_CONFIGURED, ErrorClass.AUTH, "password-file cannot be read");
        }
    }

    /// A fresh connection once a minute: a kept one hides that no new one can be had.
    private Console open(Deadline deadline) throws IOException {
        if (System.nanoTime() - openedAt > RENEW.toNanos()) {
            drop();
        }
        Console open = console;
        if (open == null) {
            String password = target.password() == null ? "" : target.password().reveal();
            open = Console.open(target.host(), target.port(), target.tls(), target.username(), password, deadline);
            console = open;
            openedAt = System.nanoTime();
        }
        return open;
    }

    private void drop() {
        Console open = console;
        console = null;
        if (open != null) {
            open.close();
        }
    }

    /// PgBouncer says what it thinks, but has one SQLSTATE for nearly all of it.
    private Finding refused(String said, boolean atLogIn) {
        String message = said.toLowerCase(Locale.ROOT);
        if (message.contains("no more connections allowed")) {
            return Finding.down(ErrorClass.TOO_MANY_CONNECTIONS, address + " takes no more clients: max_client_conn");
        }
        if (message.contains("shutting down")) {
            return Finding.down(ErrorClass.STARTING_UP, address + " is shutting down");
        }
        if (atLogIn || message.contains("access needed")) {
            return Finding.unknown(
                    UnknownReason.PERMISSION,
                    ErrorClass.AUTH,
                    "log-in of " + target.username() + " refused by " + address + ": must be one of stats_users");
        }
        String shown = said.length() > 100 ? said.substring(0, 100) : said;
        return Finding.down(ErrorClass.PROTOCOL, address + ": " + shown.replaceAll("\\p{Cntrl}", " "));
    }

    @Override
    public void close() {
        super.close();
        drop();
    }
}
