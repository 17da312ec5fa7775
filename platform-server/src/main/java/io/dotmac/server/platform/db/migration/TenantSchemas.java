package io.dotmac.server.platform.db.migration;

import com.fasterxml.uuid.Generators;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.platform.db.MigrationSet;
import io.dotmac.server.platform.db.Owner;
import io.dotmac.server.platform.db.Tx;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Schemas of tenants: each has one of its own, named `tenant_<slug>`, with a role of the same name that cannot log in
/// and is the only one that may touch what is in it. Works as the owner of the tables.
public final class TenantSchemas {
    /// What a slug looks like; so no name made of one needs quoting.
    public static final Pattern SLUG = Pattern.compile("[a-z][a-z0-9_]{0,40}");

    private static final String RIGHTS = """
            create schema if not exists {schema};
            grant usage on schema {schema} to {schema};
            alter default privileges in schema {schema} grant select, insert, update, delete on tables to {schema};
            alter default privileges in schema {schema} grant usage on sequences to {schema};
            """;

    /// The second lock: without the tenant's own setting, its role sees nothing either.
    private static final String GUARDS = """
            revoke all on {schema}._migrations from {schema};
            do $$
            declare
              tab name;
            begin
              for tab in select relname from pg_class where relnamespace = '{schema}'::regnamespace
                         and relkind in ('r', 'p') and relname <> '_migrations'
                         and not (relrowsecurity and relforcerowsecurity) loop
                execute format('alter table {schema}.%I enable row level security', tab);
                execute format('alter table {schema}.%I force row level security', tab);
                execute format('create policy %I on {schema}.%I
                  using (nullif(current_setting(''dotmac.tenant'', true), '''')::uuid = ''{tenant}''::uuid)
                  with check (nullif(current_setting(''dotmac.tenant'', true), '''')::uuid = ''{tenant}''::uuid)',
                  tab || '_guard', tab);
              end loop;
            end
            $$;
            """;

    private final Owner owner;

    /// @param owner as whom they are made
    public TenantSchemas(Owner owner) {
        this.owner = owner;
    }

    /// One transaction of the owner, in which tenants are made: with [#build(Tx, TenantId, String)], rows and whatever
    /// else belongs to it, all of it or nothing.
    public <T extends @Nullable Object> T transaction(Function<Tx, T> work) {
        return owner.transaction(work);
    }

    /// Makes the role, the schema and the tables of a tenant whose row is there, or brings them up to date. From then
    /// on the transaction sees that tenant's rows. Returns how many migrations ran.
    public int build(Tx tx, TenantId tenant, String slug) {
        String schema = schema(slug);
        tx.handle()
                .createQuery("select set_config('dotmac.tenant', :tenant, true),"
                        + " provisioning.ensure_tenant_role(:slug)::text")
                .bind("tenant", tenant.toString())
                .bind("slug", slug)
                .mapTo(String.class)
                .one();
        Script.run(tx, "making schema " + schema, RIGHTS.replace("{schema}", schema));
        SchemaMigration migration = migration(tenant, slug);
        int count = migration.up(tx);
        Script.run(
                tx,
                "guarding schema " + schema,
                GUARDS.replace("{schema}", schema).replace("{tenant}", tenant.toString()));
        note(tx, tenant, schema);
        return count;
    }

    /// Undoes the last migration of a tenant; returns its name.
    Optional<String> down(Tx tx, TenantId tenant, String slug) {
        tx.handle().execute("select set_config('dotmac.tenant', ?, true)", tenant.toString());
        Optional<String> undone = migration(tenant, slug).down(tx);
        if (undone.isPresent()) {
            note(tx, tenant, schema(slug));
        }
        return undone;
    }

    private static SchemaMigration migration(TenantId tenant, String slug) {
        UUID id = Generators.timeBasedEpochRandomGenerator().generate();
        String schema = schema(slug);
        return new SchemaMigration(
                MigrationSet.TENANT,
                schema,
                Map.of("schema", schema, "role", schema, "tenant", tenant.toString(), "id", id.toString()));
    }

    /// Writes down how far the schema is, where one look tells it of all tenants.
    private static void note(Tx tx, TenantId tenant, String schema) {
        tx.handle()
                .createUpdate("""
                        update public.tenants set (schema_level, schema_digest) =
                          (select count(*), coalesce(left(encode(sha256(convert_to(
                             string_agg(name, e'\\n' order by name collate "C"), 'UTF8')), 'hex'), 16), '')
                           from %s._migrations)
                        where id = :id
                        """.formatted(schema))
                .bind("id", tenant.value())
                .execute();
    }

    private static String schema(String slug) {
        if (!SLUG.matcher(slug).matches()) {
            throw new IllegalArgumentException("slug is " + slug + ", must match " + SLUG.pattern());
        }
        return "tenant_" + slug;
    }
}
