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
import java.util.Optional;
import java.util.TreeMap;

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
    private final MigrationSet set;
    private final Owner owner;
    private final TenantMigrations tenants;

    /// @param config whose owner log-in is used
    public Migrations(DatabaseConfig config) {
        this(config, MigrationSet.SHARED);
    }

    /// @param set for what all tenants share
    Migrations(DatabaseConfig config, MigrationSet set) {
        this.config = config;
        this.set = set;
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
        int count = shared();
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

    /// Undoes the last migration of what all tenants share; returns its name, or nothing where none has run.
    public Optional<String> down() {
        return owner.transaction(tx -> sharedMigration().down(tx));
    }

    /// Undoes the last migration in the schemas of those tenants that are furthest.
    public Outcome downTenants() {
        TenantMigrations.Result result = tenants.down();
        return new Outcome(0, result.changed(), result.failed());
    }

    /// How things stand.
    ///
    /// @param migrations of the shared set, and when each ran; empty where it has not
    /// @param levels how many tenants are at which number of migrations of the tenant set
    public record Status(NavigableMap<String, String> migrations, NavigableMap<Integer, Integer> levels) {}

    /// Looks how things stand and changes nothing.
    public Status status() {
        return owner.transaction(tx -> {
            SchemaMigration migration = sharedMigration();
            NavigableMap<String, String> ran = migration.exists(tx) ? migration.ran(tx) : new TreeMap<>();
            set.files().forEach(file -> ran.putIfAbsent(file.name(), ""));
            return new Status(ran, migration.exists(tx) ? tenants.levels(tx) : new TreeMap<>());
        });
    }

    /// What the schemas hold, in Markdown, by name of the file; that of tenants by the example of one.
    public NavigableMap<String, String> docs() {
        return owner.transaction(tx -> SchemaDocs.pages(tx, tenants.example(tx)));
    }

    /// Runs what has not run yet of what all tenants share; returns how many that were.
    int shared() {
        return owner.transaction(this::shared);
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

    private boolean isCurrent(NavigableMap<String, String> done) {
        return set.files().stream().map(MigrationFile::version).allMatch(done::containsKey);
    }

    private SchemaMigration sharedMigration() {
        return new SchemaMigration(
                set,
                "public",
                Map.of("app", config.username(), "tenants", "dotmac_tenant", "owner", config.ownerUsername()));
    }
}
