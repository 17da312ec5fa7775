package io.dotmac.server;

import java.util.EnumSet;
import java.util.Set;

/// What a process does. All serve health and metrics; any number of each may run.
///
/// | command | people's log-in | everything else over HTTP | jobs and chores | consumers |
/// |---|---|---|---|---|
/// | `run-all-in-one` | yes | yes | yes | yes |
/// | `run-auth-http` | yes | | | |
/// | `run-platform-http` | | yes | | |
/// | `run-cron-manager` | | | yes | |
/// | `run-event-consumer` | | | | yes |
public enum ServerProcess {
    /// Everything in one.
    ALL_IN_ONE("run-all-in-one", "Serves HTTP, WebSockets and background work in one process.", EnumSet.allOf(Part.class)),
    /// Lets people and services in.
    AUTH_HTTP("run-auth-http", "Serves log-in, users and keys.", EnumSet.of(Part.AUTH)),
    /// Agents, consoles, tenants' systems.
    PLATFORM_HTTP("run-platform-http", "Serves everything over HTTP but log-in.", EnumSet.of(Part.PLATFORM)),
    /// Runs jobs and chores.
    CRON_MANAGER("run-cron-manager", "Runs jobs and chores.", EnumSet.of(Part.JOBS)),
    /// Deals with events.
    EVENT_CONSUMER("run-event-consumer", "Deals with events.", EnumSet.of(Part.EVENTS));

    private final String command;
    private final String description;
    private final Set<Part> parts;

    /// What there is to do.
    public enum Part {
        /// Routes of auth.
        AUTH,
        /// All other routes and WebSockets.
        PLATFORM,
        /// Jobs and chores.
        JOBS,
        /// Consumers of events.
        EVENTS
    }

    ServerProcess(String command, String description, Set<Part> parts) {
        this.command = command;
        this.description = description;
        this.parts = parts;
    }

    /// Whether the process does that.
    public boolean does(Part part) {
        return parts.contains(part);
    }

    /// The subcommand that starts it.
    public String command() {
        return command;
    }

    /// For the help.
    public String description() {
        return description;
    }
}
