package io.dotmac.server.platform.db;

import java.util.ArrayList;
import java.util.List;

/// Makes sure that the runtime log-in cannot get around row-level security.
public final class RuntimeRole {
    private static final String QUESTION = """
            select r.rolsuper, r.rolbypassrls,
                   exists (select 1 from pg_roles o where o.oid <> r.oid and pg_has_role(r.oid, o.oid, 'USAGE')),
                   current_setting('search_path') <> '"$user", public',
                   exists (select 1 from pg_class c join pg_namespace n on n.oid = c.relnamespace
                           where c.relowner = r.oid and c.relkind in ('r', 'p') and n.nspname !~ '^pg_')
            from pg_roles r where r.rolname = current_user
            """;
    private static final String UNGUARDED = """
            select n.nspname || '.' || c.relname
            from pg_class c
            join pg_namespace n on n.oid = c.relnamespace
            join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped
            where c.relkind in ('r', 'p') and n.nspname in ('public', 'fleet', 'alert')
              and not (c.relrowsecurity and c.relforcerowsecurity)
            order by 1
            """;

    private static final List<String> FAULTS = List.of(
            "is a superuser",
            "bypasses row-level security",
            "has the rights of another role without taking it on",
            "has another search path than \"$user\", public",
            "owns tables");

    private RuntimeRole() {}

    /// Throws when the log-in has powers that it must not have, or a table is not guarded.
    public static void check(Database database) {
        List<String> faults = database.shared(handle -> handle.createQuery(QUESTION)
                .map((row, context) -> {
                    List<String> found = new ArrayList<>();
                    for (int i = 0; i < FAULTS.size(); i++) {
                        if (row.getBoolean(i + 1)) {
                            found.add(FAULTS.get(i));
                        }
                    }
                    return found;
                })
                .one());
        if (!faults.isEmpty()) {
            throw new IllegalStateException("database.username " + String.join(", ", faults)
                    + "; it must be a plain log-in such as dotmac_app, made by init-scripts/001-roles.sql");
        }
        List<String> unguarded = database.shared(
                handle -> handle.createQuery(UNGUARDED).mapTo(String.class).list());
        if (!unguarded.isEmpty()) {
            throw new IllegalStateException("tables without forced row-level security: " + unguarded);
        }
    }
}
