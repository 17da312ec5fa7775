package io.dotmac.server;

import io.dotmac.server.platform.config.Settings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Shows and checks the settings.
@Command(name = "config", description = "Shows and checks the settings.")
final class ConfigCommand {
    @Mixin
    private ConfigOption config = new ConfigOption();

    @Command(name = "print", description = "Prints every setting, its value and where it comes from; secrets masked.")
    int print() {
        Settings settings = config.settings();
        ServerConfig read = ServerConfig.from(settings);
        System.out.println("# environment: " + read.deployment().text());
        settings.effective()
                .forEach((key, entry) ->
                        System.out.printf("%-32s %-40s # %s%n", key + ":", entry.text(), entry.source()));
        return 0;
    }

    @Command(name = "check", description = "Exits with 78 and a list of all errors when the settings cannot be used.")
    int check() {
        ServerConfig read = config.read();
        read.warnings().forEach(warning -> System.out.println("warning: " + warning));
        System.out.println("The settings for " + read.deployment().text() + " are good.");
        return 0;
    }
}
