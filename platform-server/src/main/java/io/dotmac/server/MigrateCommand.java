package io.dotmac.server;

import io.dotmac.server.platform.db.Migrations;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// Brings the tables to the version of this program.
@Command(name = "migrate", description = "Brings the database to this version; does nothing when it is current.")
final class MigrateCommand implements Callable<Integer> {
    @Mixin
    private ConfigOption config = new ConfigOption();

    @Override
    public Integer call() {
        ServerConfig settings = config.read();
        int count = new Migrations(settings.database()).run();
        System.out.println(count == 0 ? "The database is current." : "Migrations run: " + count + ".");
        return 0;
    }
}
