package io.dotmac.packaging.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Opens a console on a running demo without asking anything.
final class Attach {
    private Attach() {}

    /// The terminal console, on this terminal; returns its exit code.
    static int terminal(DemoInfo info) throws IOException, InterruptedException {
        return Program.TUI.onTerminal(Map.of(), arguments(info));
    }

    /// The desktop console; returns its exit code.
    static int desktop(DemoInfo info) throws IOException, InterruptedException {
        return Program.GUI.onTerminal(Map.of(), arguments(info));
    }

    /// What makes a console attach without asking anything.
    static List<String> arguments(DemoInfo info) {
        Path folder = Path.of(info.folder());
        return List.of(
                "--url",
                info.serverUrl(),
                "--email",
                Account.OPERATOR.email(),
                "--password-file",
                folder.resolve("secrets").resolve(Account.OPERATOR.email()).toString(),
                "--agent-config",
                folder.resolve("agents").resolve(Demo.DATABASE_NODE + ".yaml").toString());
    }
}
