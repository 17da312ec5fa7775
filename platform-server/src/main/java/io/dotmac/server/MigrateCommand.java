package io.dotmac.server;

import io.dotmac.server.platform.db.MigrationSet;
import io.dotmac.server.platform.db.migration.Migrations;
import io.dotmac.server.platform.db.migration.NewMigration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Brings the tables to the version of this program, or one step back.
@Command(name = "migrate", description = "Brings the database to this version; does nothing when it is current.")
final class MigrateCommand implements Callable<Integer> {
    @Mixin
    private ConfigOption config = new ConfigOption();

    @Override
    public Integer call() {
        return up();
    }

    @Command(name = "up", description = "The same as without a word: shared tables, then every tenant's schema.")
    int up() {
        Migrations.Outcome outcome = migrations().run();
        if (outcome.isNothing()) {
            System.out.println("The database is current.");
            return 0;
        }
        System.out.println(
                "Migrations run: " + outcome.shared() + ". Tenants brought up to date: " + outcome.tenants() + ".");
        return told(outcome.failed());
    }

    @Command(name = "down", description = "Undoes the last migration, and only that.")
    int down(
            @Option(names = "--tenants", description = "The last of tenants' schemas, not of the shared tables.")
                    boolean tenants,
            @Option(names = "--yes", description = "Needed in production and staging: data may be lost.") boolean yes) {
        ServerConfig settings = config.read();
        if (!yes && !settings.deployment().isForgiving()) {
            System.err.println("In " + settings.deployment().text() + " add --yes: what the migration added goes.");
            return 64;
        }
        Migrations migrations = new Migrations(settings.database());
        if (tenants) {
            Migrations.Outcome outcome = migrations.downTenants();
            System.out.println("Undone in the schemas of tenants: " + outcome.tenants() + ".");
            return told(outcome.failed());
        }
        Optional<String> undone = migrations.down();
        System.out.println(undone.map(name -> "Undone: " + name + ".").orElse("Nothing to undo."));
        return 0;
    }

    @Command(name = "status", description = "What has run and when; how many tenants are current. Changes nothing.")
    int status() {
        Migrations.Status status = migrations().status();
        status.migrations()
                .forEach((name, at) -> System.out.printf("%-60s %s%n", name, at.isEmpty() ? "not run yet" : at));
        int level = MigrationSet.TENANT.level();
        status.levels()
                .forEach((reached, count) ->
                        System.out.printf("tenants with %d of %d migrations: %d%n", reached, level, count));
        boolean current = !status.migrations().containsValue("")
                && status.levels().headMap(level).isEmpty();
        return current ? 0 : 1;
    }

    @Command(name = "create", description = "Writes the files of a new migration and lists it.")
    int create(
            @Parameters(paramLabel = "MODULE", description = "The feature, for example billing.") String module,
            @Parameters(paramLabel = "DESCRIPTION", description = "For example add_credit_notes.") String description,
            @Option(names = "--tenant", description = "For tenants' schemas, not for shared tables.") boolean tenant,
            @Option(names = "--dir", defaultValue = "platform-server/src/main/resources/migrations") Path folder)
            throws IOException {
        Path file =
                NewMigration.write(tenant ? folder.resolve("tenant") : folder, module, description, Clock.systemUTC());
        System.out.println("Wrote " + file + " and, to undo it, its .down.sql.");
        return 0;
    }

    @Command(name = "docs", description = "Writes what each schema holds, in Markdown.")
    int docs(@Parameters(paramLabel = "FOLDER") Path folder) throws IOException {
        Files.createDirectories(folder);
        for (Map.Entry<String, String> page : migrations().docs().entrySet()) {
            Path file = folder.resolve(page.getKey());
            Files.writeString(file, page.getValue());
            System.out.println("Wrote " + file + ".");
        }
        return 0;
    }

    private Migrations migrations() {
        return new Migrations(config.read().database());
    }

    private static int told(Map<String, String> failed) {
        failed.forEach((slug, why) -> System.err.println("Tenant " + slug + " is as it was: " + why));
        return failed.isEmpty() ? 0 : 1;
    }
}
