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

    /// Tenants' roles may do what the log-in may, with tables where row-level security tells whose a row is.
    private static final String TENANTS_RIGHTS = """
            do $$
            declare
              missing record;
            begin
              for missing in
                select n.nspname as schema, c.oid::regclass as rel, string_agg(a.privilege_type, ', ') as rights
                from pg_class c
                join pg_namespace n on n.oid = c.relnamespace
                join pg_attribute t on t.attrelid = c.oid and t.attname = 'tenant_id' and not t.attisdropped
                cross join aclexplode(c.relacl) a
                where n.nspname !~ '^(pg_|tenant_)' and c.relkind in ('r', 'p') and not c.relispartition
                  and c.relrowsecurity and c.relforcerowsecurity
                  and a.grantee = '{app}'::regrole and not has_table_privilege('dotmac_tenant', c.oid, a.privilege_type)
                group by 1, 2
              loop
                execute format('grant usage on schema %I to dotmac_tenant', missing.schema);
                execute format('grant %s on %s to dotmac_tenant', missing.rights, missing.rel);
              end loop;
            end
            $$;
            """;

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
        int count = migration.up(tx);
        Script.run(tx, "giving rights to tenants' roles", TENANTS_RIGHTS.replace("{app}", config.username()));
        return count;
    }

    private static boolean isCurrent(NavigableMap<String, String> done) {
        return MigrationSet.SHARED.files().stream().map(MigrationFile::version).allMatch(done::containsKey);
    }

    private SchemaMigration sharedMigration() {
        return new SchemaMigration(
                MigrationSet.SHARED,
                "public",
                Map.of("app", config.username(), "tenants", "dotmac_tenant", "owner", config.ownerUsername()));
    }
}
