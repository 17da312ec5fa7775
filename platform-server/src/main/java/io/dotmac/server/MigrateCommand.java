package io.dotmac.server;

import io.dotmac.server.platform.db.migration.Migrations;
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
        Migrations.Outcome outcome = new Migrations(settings.database()).run();
        if (outcome.isNothing()) {
            System.out.println("The database is current.");
            return 0;
        }
        System.out.println(
                "Migrations run: " + outcome.shared() + ". Tenants brought up to date: " + outcome.tenants() + ".");
        outcome.failed().forEach((slug, why) -> System.err.println("Tenant " + slug + " is as it was: " + why));
        return outcome.failed().isEmpty() ? 0 : 1;
    }
}
