package io.dotmac.server.platform.db.migration;

import io.dotmac.server.platform.db.StatementFailed;
import io.dotmac.server.platform.db.Tx;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// Tells in Markdown what a schema holds: tables with columns, keys, indexes, policies, rights and triggers; views;
/// functions. The same schema gives the same text, so it also shows whether two schemas are alike.
final class SchemaDocs {
    private static final String TABLES = """
            select c.relname, c.oid::regclass::text as name,
                   coalesce(obj_description(c.oid, 'pg_class'), '') as comment,
                   coalesce('by ' || pg_get_partkeydef(c.oid), '') as partitioned,
                   c.relrowsecurity as guarded, c.relforcerowsecurity as forced
            from pg_class c where c.relnamespace = :schema::regnamespace and c.relkind in ('r', 'p')
              and not c.relispartition and c.relname <> '_migrations'
            order by c.relname collate "C"
            """;
    private static final String COLUMNS = """
            select a.attname, format_type(a.atttypid, a.atttypmod), case when a.attnotnull then '' else 'yes' end,
                   case when a.attidentity <> '' then 'identity'
                        when a.attgenerated <> '' then 'always ' || pg_get_expr(d.adbin, d.adrelid)
                        else coalesce(pg_get_expr(d.adbin, d.adrelid), '') end,
                   coalesce(col_description(a.attrelid, a.attnum), '')
            from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
            where a.attrelid = cast(:table as regclass) and a.attnum > 0 and not a.attisdropped order by a.attnum
            """;
    private static final String CONSTRAINTS = """
            select conname || ': ' || pg_get_constraintdef(oid) from pg_constraint
            where conrelid = cast(:table as regclass) and contype in ('p', 'u', 'f', 'c', 'x')
            order by contype, conname collate "C"
            """;
    private static final String INDEXES = """
            select regexp_replace(pg_get_indexdef(i.indexrelid), '^CREATE ', '') from pg_index i
            join pg_class c on c.oid = i.indexrelid
            where i.indrelid = cast(:table as regclass)
              and not exists (select 1 from pg_constraint k where k.conindid = i.indexrelid and k.contype in ('p', 'u', 'x'))
            order by c.relname collate "C"
            """;
    private static final String POLICIES = """
            select p.polname || ' for '
                   || case p.polcmd when '*' then 'all' when 'r' then 'select' when 'a' then 'insert'
                                    when 'w' then 'update' else 'delete' end
                   || coalesce(' to ' || (select string_agg(r::regrole::text, ', ' order by r::regrole::text)
                                          from unnest(p.polroles) r where r <> 0), '')
                   || ' using ' || coalesce(pg_get_expr(p.polqual, p.polrelid), 'nothing')
                   || ' with check ' || coalesce(pg_get_expr(p.polwithcheck, p.polrelid), 'the same')
            from pg_policy p where p.polrelid = cast(:table as regclass) order by p.polname collate "C"
            """;
    private static final String RIGHTS = """
            select pg_get_userbyid(a.grantee) || ': ' || string_agg(lower(a.privilege_type), ', ' order by a.privilege_type)
            from pg_class c cross join aclexplode(c.relacl) a
            where c.oid = cast(:table as regclass) and a.grantee <> c.relowner group by a.grantee
            union all
            select pg_get_userbyid(a.grantee) || ': ' || lower(a.privilege_type) || ' of '
                   || string_agg(t.attname, ', ' order by t.attname)
            from pg_attribute t cross join aclexplode(t.attacl) a
            where t.attrelid = cast(:table as regclass) group by a.grantee, a.privilege_type
            order by 1
            """;
    private static final String TRIGGERS = """
            select regexp_replace(pg_get_triggerdef(oid), '^CREATE ', '') from pg_trigger
            where tgrelid = cast(:table as regclass) and not tgisinternal order by tgname collate "C"
            """;
    private static final String VIEWS = """
            select c.relname, coalesce(array_to_string(c.reloptions, ', '), ''), pg_get_viewdef(c.oid, true)
            from pg_class c where c.relnamespace = :schema::regnamespace and c.relkind in ('v', 'm')
            order by c.relname collate "C"
            """;
    private static final String FUNCTIONS = """
            select p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ') returns '
                     || pg_get_function_result(p.oid),
                   case when p.prosecdef then 'as its owner, ' || coalesce(array_to_string(p.proconfig, ', '), '') else '' end,
                   coalesce((select string_agg(pg_get_userbyid(a.grantee), ', ' order by pg_get_userbyid(a.grantee))
                             from aclexplode(p.proacl) a where a.grantee not in (0, p.proowner)), ''),
                   md5(p.prosrc)
            from pg_proc p where p.pronamespace = :schema::regnamespace order by 1
            """;

    private static final String SCHEMAS = """
            select nspname from pg_namespace
            where nspname !~ '^(pg_|tenant_)' and nspname not in ('information_schema', 'provisioning') order by 1
            """;
    private static final Pattern UUIDS = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private SchemaDocs() {}

    /// A page for each schema that all share, and one for tenants' by the example of `tenant`.
    static NavigableMap<String, String> pages(Tx tx, Optional<String> tenant) {
        NavigableMap<String, String> pages = new TreeMap<>();
        tx.handle()
                .createQuery(SCHEMAS)
                .mapTo(String.class)
                .forEach(schema -> pages.put(schema + ".md", page("Schema " + schema, of(tx, schema))));
        tenant.ifPresent(schema -> pages.put("tenant.md", page("Schema of a tenant", ofTenant(tx, schema))));
        return pages;
    }

    /// What the schema of a tenant holds, without what is its own: its name and the tenant's id.
    static String ofTenant(Tx tx, String schema) {
        return UUIDS.matcher(of(tx, schema).replace(schema, "tenant_slug")).replaceAll("id of the tenant");
    }

    private static String page(String title, String text) {
        return "# " + title + "\n\nWritten by `make db-docs` from the database that the migrations make.\n\n"
                + text.strip() + "\n";
    }

    /// What `schema` holds.
    static String of(Tx tx, String schema) {
        StringBuilder text = new StringBuilder(256);
        tx.handle().createQuery(TABLES).bind("schema", schema).mapToMap().forEach(table -> table(tx, table, text));
        rows(tx, VIEWS, "schema", schema)
                .forEach(view -> text.append("## View ")
                        .append(view.get(0))
                        .append(' ')
                        .append(view.get(1))
                        .append("\n```sql\n")
                        .append(view.get(2))
                        .append("\n```\n\n"));
        List<List<String>> functions = rows(tx, FUNCTIONS, "schema", schema);
        if (!functions.isEmpty()) {
            text.append("## Functions\n| function | runs | may be called by | body |\n|---|---|---|---|\n");
            functions.forEach(row -> row(text, row));
        }
        return text.toString();
    }

    private static void table(Tx tx, Map<String, Object> table, StringBuilder text) {
        String name = String.valueOf(table.get("name"));
        text.append("## ").append(table.get("relname")).append('\n');
        line(text, String.valueOf(table.get("comment")));
        line(text, String.valueOf(table.get("partitioned")).replaceFirst("^by", "Partitioned by"));
        text.append("| column | type | null | default | comment |\n|---|---|---|---|---|\n");
        rows(tx, COLUMNS, "table", name).forEach(row -> row(text, row));
        text.append('\n');
        Map<String, String> parts = new LinkedHashMap<>();
        parts.put("Constraints", CONSTRAINTS);
        parts.put("Indexes", INDEXES);
        parts.put("Policies", POLICIES);
        parts.put("Rights", RIGHTS);
        parts.put("Triggers", TRIGGERS);
        parts.forEach((title, sql) -> list(text, title, rows(tx, sql, "table", name)));
        line(text, "Row-level security: " + security(isTrue(table, "guarded"), isTrue(table, "forced")) + ".");
        text.append('\n');
    }

    private static boolean isTrue(Map<String, Object> table, String column) {
        return "true".equals(String.valueOf(table.get(column)));
    }

    private static String security(boolean guarded, boolean forced) {
        if (!guarded) {
            return "none";
        }
        return forced ? "for everybody" : "not for the owner";
    }

    private static void list(StringBuilder text, String title, List<List<String>> rows) {
        if (!rows.isEmpty()) {
            text.append(title).append(":\n");
            rows.forEach(row -> text.append("- `").append(row.getFirst()).append("`\n"));
            text.append('\n');
        }
    }

    private static void row(StringBuilder text, List<String> cells) {
        text.append("| ")
                .append(String.join(
                        " | ",
                        cells.stream()
                                .map(cell -> cell.replace("|", "\\|").replace('\n', ' '))
                                .toList()))
                .append(" |\n");
    }

    private static void line(StringBuilder text, String line) {
        if (!line.isEmpty()) {
            text.append(line).append("\n\n");
        }
    }

    private static List<List<String>> rows(Tx tx, String sql, String name, String value) {
        return tx.handle()
                .createQuery(sql)
                .bind(name, value)
                .map((row, context) -> {
                    int columns = row.getMetaData().getColumnCount();
                    return IntStream.rangeClosed(1, columns)
                            .mapToObj(i -> text(row, i))
                            .toList();
                })
                .list();
    }

    private static String text(ResultSet row, int column) {
        try {
            return String.valueOf(row.getString(column));
        } catch (SQLException e) {
            throw new StatementFailed(e);
        }
    }
}
