package io.dotmac.console.quiet;

import io.dotmac.console.Tasks;
import io.dotmac.console.live.LiveStore;
import io.dotmac.console.profile.Session;
import java.time.ZoneId;
import java.util.List;
import java.util.function.Consumer;

/// Makes the dialogs.
public final class QuietForms {
    private final QuietServer server;
    private final ZoneId zone;

    /// @param session with the server
    /// @param store knows how far ahead the server's clock is
    /// @param tasks where waiting is done
    /// @param zone in which times are typed and told
    /// @param changed is called when something was made
    public QuietForms(Session session, LiveStore store, Tasks tasks, ZoneId zone, Runnable changed) {
        server = new QuietServer(session, store, tasks, changed);
        this.zone = zone;
    }

    /// A dialog for a silence.
    ///
    /// @param covers to choose from, at least one
    /// @param lasts as typed, empty for the usual
    /// @param say shows a short word when it is done, called by any thread
    public QuietForm silence(List<Cover> covers, String lasts, Consumer<String> say) {
        return new QuietForm(QuietForm.Kind.SILENCE, covers, usual(lasts), server, zone, say);
    }

    /// A dialog for work on a node.
    ///
    /// @param node worked on
    /// @param lasts as typed, empty for the usual
    /// @param say shows a short word when it is done, called by any thread
    public QuietForm maintenance(Cover node, String lasts, Consumer<String> say) {
        return new QuietForm(QuietForm.Kind.MAINTENANCE, List.of(node), usual(lasts), server, zone, say);
    }

    private static String usual(String lasts) {
        return lasts.isBlank() ? TypedSpan.USUAL : lasts.strip();
    }
}
