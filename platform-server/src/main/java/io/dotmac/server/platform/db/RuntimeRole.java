package io.dotmac.server.platform.db;

import java.util.List;

/// Makes sure that the runtime log-in cannot get around row-level security.
public final class RuntimeRole {
    private static final String QUESTION = """
            select r.rolsuper, r.rolbypassrls,
                   exists (select 1 from pg_class c join pg_namespace n on n.oid = c.relnamespace
                           where c.relowner = r.oid and c.relkind in ('r', 'p') and n.nspname in ('public', 'fleet'))
            from pg_roles r where r.rolname = current_user
            """;
    private static final String UNGUARDED = """
            select n.nspname || '.' || c.relname
            from pg_class c
            join pg_namespace n on n.oid = c.relnamespace
            join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped
            where c.relkind in ('r', 'p') and n.nspname in ('public', 'fleet')
              and not (c.relrowsecurity and c.relforcerowsecurity)
            order by 1
            """;

    private RuntimeRole() {}

    /// Throws when the log-in is a superuser, may bypass row-level security, owns tables, or a table is not guarded.
    public static void check(Database database) {
        boolean[] powers = database.shared(handle -> handle.createQuery(QUESTION)
                .map((row, context) -> new boolean[] {row.getBoolean(1), row.getBoolean(2), row.getBoolean(3)})
                .one());
        if (powers[0] || powers[1] || powers[2]) {
            throw new IllegalStateException("database.username is a superuser, bypasses row-level security or owns"
                    + " tables; it must be a plain log-in such as dotmac_app");
        }
        List<String> unguarded = database.shared(
                handle -> handle.createQuery(UNGUARDED).mapTo(String.class).list());
        if (!unguarded.isEmpty()) {
            throw new IllegalStateException("tables without forced row-level security: " + unguarded);
        }
    }
}
