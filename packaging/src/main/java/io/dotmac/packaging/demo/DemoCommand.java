package io.dotmac.packaging.demo;

import java.io.IOException;
import picocli.CommandLine.Command;

/// The demo's commands.
@Command(
        name = "dotmac-demo",
        description = "The demo: real PostgreSQL and Redis with their copies, the platform server, two agents.",
        mixinStandardHelpOptions = true,
        subcommands = RunCommand.class)
public final class DemoCommand {
    /// Opens the terminal console on the running demo.
    @Command(name = "tui", description = "Open the terminal console on the running demo.")
    int tui() throws IOException, InterruptedException {
        return Attach.terminal(Places.running());
    }

    /// Opens the desktop console on the running demo.
    @Command(name = "gui", description = "Open the desktop console on the running demo.")
    int gui() throws IOException, InterruptedException {
        return Attach.desktop(Places.running());
    }

    /// Pauses replay on the standby.
    @Command(name = "lag", description = "Pause replay on the standby for 30 s.")
    int lag() throws IOException {
        return order("lag");
    }

    /// Kills Redis.
    @Command(name = "kill-redis", description = "Kill Redis, as a crash would.")
    int killRedis() throws IOException {
        return order("kill-redis");
    }

    /// Undoes the harm.
    @Command(name = "restore", description = "Let replay go on and bring Redis back.")
    int restore() throws IOException {
        return order("restore");
    }

    private static int order(String order) throws IOException {
        Places.running();
        System.out.println(ControlSocket.order(DemoFolder.control(Places.folder()), order));
        return 0;
    }
}
