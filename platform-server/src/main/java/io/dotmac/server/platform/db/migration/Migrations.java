package io.dotmac.server.platform.db.migration;

import io.dotmac.server.platform.db.DatabaseConfig;
import io.dotmac.server.platform.db.MigrationFile;
import io.dotmac.server.platform.db.MigrationSet;
import io.dotmac.server.platform.db.Owner;
import io.dotmac.server.platform.db.Tx;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.NavigableMap;

/// Brings the tables to the version of this program, as the owner of the tables and never as the runtime log-in: first
/// what all tenants share, in one transaction, then each tenant's schema in one of its own.
///
/// Servers that start together migrate once: each schema is migrated under a lock. A schema that is current costs
/// nothing; whether all tenants' are is one query.
public final class Migrations {
    private static final Logger LOG = System.getLogger(Migrations.class.getName());

    private final DatabaseConfig config;
    private final Owner owner;
    private final TenantMigrations tenants;

    /// @param config whose owner log-in is used
    public Migrations(DatabaseConfig config) {
        this.config = config;
        this.owner = new Owner(config);
        this.tenants = new TenantMigrations(owner);
    }

    /// What was done.
    ///
    /// @param shared migrations of what all tenants share
    /// @param tenants schemas of tenants that were changed
    /// @param failed why a tenant's schema is as it was, by slug
    public record Outcome(int shared, int tenants, NavigableMap<String, String> failed) {
        /// Whether everything was current already.
        public boolean isNothing() {
            return shared == 0 && tenants == 0 && failed.isEmpty();
        }
    }

    /// Runs what has not run yet. A tenant that fails is told in the outcome; its requests are refused until it is
    /// migrated, and the others are served.
    public Outcome run() {
        int count = owner.transaction(this::shared);
        TenantMigrations.Result result = tenants.up();
        Outcome outcome = new Outcome(count, result.changed(), result.failed());
        if (!outcome.isNothing()) {
            LOG.log(
                    Level.INFO,
                    "migrated database={0} shared={1} tenants={2} failed={3}",
                    config.address(),
                    count,
                    outcome.tenants,
                    outcome.failed.size());
        }
        return outcome;
    }

    private int shared(Tx tx) {
        SchemaMigration migration = sharedMigration();
        if (migration.exists(tx) && isCurrent(migration.done(tx))) {
            return 0;
        }
        return migration.up(tx);
    }

    private static boolean isCurrent(NavigableMap<String, String> done) {
        return MigrationSet.SHARED.files().stream().map(MigrationFile::version).allMatch(done::containsKey);
    }

    private SchemaMigration sharedMigration() {
        return new SchemaMigration(
                MigrationSet.SHARED,
                "public",
                Map.of(
                        "app",
                        config.username() + ", dotmac_tenant",
                        "platform",
                        config.username(),
                        "tenants",
                        "dotmac_tenant",
                        "owner",
                        config.ownerUsername()));
    }
}
