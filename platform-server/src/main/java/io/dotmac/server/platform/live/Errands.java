package io.dotmac.server.platform.live;

import io.dotmac.model.live.ClientFrame;
import io.dotmac.model.live.ServerFrame;
import io.dotmac.server.platform.http.Caller;
import java.util.UUID;
import java.util.function.Predicate;

/// Takes what consoles want done; which parts of the server do it is none of this package's business.
@FunctionalInterface
public interface Errands {
    /// Takes a console in.
    ///
    /// @param caller who sits at it
    /// @param answers to the console, `false` when it takes no more now
    Counter open(Caller caller, Predicate<ServerFrame> answers);

    /// Where one console asks. Methods return at once.
    interface Counter {
        /// Wants something done.
        void ask(ClientFrame.Ask wanted);

        /// Does not want it any more.
        void withdraw(UUID id);

        /// The console has left, and wants nothing any more.
        void left();
    }
}
