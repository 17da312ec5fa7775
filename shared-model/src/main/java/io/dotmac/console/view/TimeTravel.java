package io.dotmac.console.view;

import io.dotmac.console.Tasks;
import io.dotmac.console.command.Command;
import io.dotmac.console.command.Commands;
import io.dotmac.console.command.Danger;
import io.dotmac.console.command.Errands;
import io.dotmac.console.live.Viewed;
import io.dotmac.console.profile.Session;
import io.dotmac.console.text.Clean;
import io.dotmac.console.text.PastTime;
import io.dotmac.console.text.Times;
import io.dotmac.model.live.LiveRow;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// `:at` and `:live`: everything as it stood then, to be looked at only, and back.
public final class TimeTravel {
    /// ISPs that are named to choose from.
    private static final int MANY = 6;

    private final Viewed viewed;
    private final Session session;
    private final Tasks tasks;
    private final ZoneId zone;

    /// A moment, and the ISP that it is asked of; an empty one where none was named.
    private record Wish(PastTime time, String tenant) {}

    TimeTravel(Viewed viewed, Session session, Tasks tasks, ZoneId zone) {
        this.viewed = viewed;
        this.session = session;
        this.tasks = tasks;
        this.zone = zone;
    }

    /// Goes to the moment that was typed, in the background; what cannot be had leaves everything as it is.
    ///
    /// @param typed for example `03:12`, and by platform staff `03:12 northnet`
    /// @param looked slug of the ISP that is looked at, which is meant where none is named
    /// @param say shows a short word, called by any thread
    public void at(String typed, Optional<String> looked, Consumer<String> say) {
        Instant now = tasks.clock().instant();
        Wish wish = read(typed.strip(), now);
        switch (wish.time()) {
            case PastTime.Wrong(String message) -> say.accept(message);
            case PastTime.At(Instant exact) -> {
                Optional<String> tenant = session.isStaff() ? whose(wish, looked) : Optional.of("");
                tenant.ifPresentOrElse(
                        slug -> go(exact.truncatedTo(ChronoUnit.SECONDS), slug, now, say),
                        () -> say.accept(which(typed.strip())));
            }
        }
    }

    private void go(Instant at, String tenant, Instant now, Consumer<String> say) {
        String named = Times.of(at, now, zone) + (tenant.isEmpty() ? "" : " of " + Clean.line(tenant));
        say.accept("asking how it stood at " + named);
        viewed.at(at, tenant, why -> say.accept("no " + named + ": " + why));
    }

    /// Only platform staff name an ISP, as the last word.
    private Wish read(String typed, Instant now) {
        PastTime whole = PastTime.read(typed, now, zone);
        int blank = typed.lastIndexOf(' ');
        if (whole instanceof PastTime.Wrong && session.isStaff() && blank > 0) {
            PastTime head = PastTime.read(typed.substring(0, blank), now, zone);
            return new Wish(head, typed.substring(blank + 1).replaceFirst("^@", ""));
        }
        return new Wish(whole, "");
    }

    /// The history of one ISP is read at a time: the one that is named, else looked at, else there is no other.
    private Optional<String> whose(Wish wish, Optional<String> looked) {
        List<String> known = tenants();
        return Optional.of(wish.tenant())
                .filter(named -> !named.isEmpty())
                .or(() -> looked)
                .or(() -> known.size() == 1 ? Optional.of(known.getFirst()) : Optional.empty());
    }

    private String which(String typed) {
        List<String> known = tenants();
        String example = known.isEmpty() ? "TENANT" : Clean.line(known.getFirst());
        String others = known.size() < 2
                ? ""
                : " (there are " + Clean.line(String.join(", ", known.subList(0, Math.min(MANY, known.size()))))
                        + (known.size() > MANY ? ", ..." : "") + ")";
        return "of which ISP? type :at " + Clean.line(typed) + " " + example + others + ", or select one of its rows";
    }

    /// The ISPs that have nodes here.
    private List<String> tenants() {
        return viewed.sight().rows().nodes().values().stream()
                .map(LiveRow.Node::tenant)
                .filter(slug -> !slug.isEmpty())
                .distinct()
                .sorted()
                .toList();
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
