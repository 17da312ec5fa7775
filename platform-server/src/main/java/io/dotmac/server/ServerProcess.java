package io.dotmac.server;

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
    ALL_IN_ONE("run-all-in-one", "Serves HTTP, WebSockets and background work in one process."),
    /// Lets people and services in.
    AUTH_HTTP("run-auth-http", "Serves log-in, users and keys."),
    /// Agents, consoles, tenants' systems.
    PLATFORM_HTTP("run-platform-http", "Serves everything over HTTP but log-in."),
    /// Runs jobs and chores.
    CRON_MANAGER("run-cron-manager", "Runs jobs and chores."),
    /// Deals with events.
    EVENT_CONSUMER("run-event-consumer", "Deals with events.");

    private final String command;
    private final String description;

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

    ServerProcess(String command, String description) {
        this.command = command;
        this.description = description;
    }

    /// Whether the process does that.
    public boolean does(Part part) {
        return switch (this) {
            case ALL_IN_ONE -> true;
            case AUTH_HTTP -> part == Part.AUTH;
            case PLATFORM_HTTP -> part == Part.PLATFORM;
            case CRON_MANAGER -> part == Part.JOBS;
            case EVENT_CONSUMER -> part == Part.EVENTS;
        };
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
