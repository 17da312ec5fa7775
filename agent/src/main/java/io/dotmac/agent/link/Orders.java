package io.dotmac.agent.link;

import io.dotmac.model.agent.ControlFrame;
import java.util.UUID;

/// Takes what comes from the server: orders of operators, and configurations.
public interface Orders {
    /// Takes an order; returns at once.
    void take(ControlFrame.Do order);

    /// Nobody wants it any more.
    void cancel(UUID id);

    /// The server wants the agent to work by another configuration; returns at once.
    void configure(int revision, String yaml);

    /// The channel to the server is open.
    void opened();

    /// The channel to the server is gone.
    void unheard();

    /// Takes none.
    Orders NONE = new Orders() {
        @Override
        public void take(ControlFrame.Do order) {
            // Nothing to do it with.
        }

        @Override
        public void cancel(UUID id) {
            // Nothing was begun.
        }

        @Override
        public void configure(int revision, String yaml) {
            // Goes on with what it has.
        }

        @Override
        public void opened() {
            // Nothing to tell.
        }

        @Override
        public void unheard() {
            // Nothing is under way.
        }
    };
}
