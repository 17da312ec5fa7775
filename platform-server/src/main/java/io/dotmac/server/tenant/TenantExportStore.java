package io.dotmac.server.tenant;

import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.platform.db.Database;
import io.dotmac.server.platform.db.MigrationSet;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.result.ResultIterable;

/// Reads every table that a tenant's role may read, whole.
final class TenantExportStore {
    private static final int FETCH = 500;

    /// Columns that let somebody in are left out.
    private static final String TABLES = """
            select n.nspname = current_schema() as own, n.nspname, c.relname,
                   array_agg(a.attname order by a.attnum) filter (where a.attname !~ '(password|secret|token|totp|_hash$)'),
                   coalesce(array_agg(a.attname order by a.attnum)
                     filter (where a.attname ~ '(password|secret|token|totp|_hash$)'), '{}')
            from pg_class c
            join pg_namespace n on n.oid = c.relnamespace
            join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
            where c.relkind in ('r', 'p') and not c.relispartition and n.nspname !~ '^(pg_|information_schema)'
              and has_schema_privilege(n.oid, 'usage') and has_table_privilege(c.oid, 'select')
              and c.relname !~ '_tokens$' and c.oid <> 'public.tenants'::regclass
            group by 1, 2, 3 order by 1 desc, 2, 3
            """;

    private final Database database;

    TenantExportStore(Database database) {
        this.database = database;
    }

    /// A table of the export.
    ///
    /// @param name of its file, without the tenant's own schema
    /// @param columns that are in it
    /// @param leftOut columns that would let somebody in
    record Table(String name, List<String> columns, List<String> leftOut) {}

    /// Writes the rows of a table.
    @FunctionalInterface
    interface Rows {
        void writeTo(OutputStream out) throws IOException;
    }

    /// Takes one table after the other.
    @FunctionalInterface
    interface Sink {
        void take(Table table, Rows rows) throws IOException;
    }

    int level() {
        return MigrationSet.TENANT.level();
    }

    /// Hands all tables to `sink` and returns them.
    List<Table> write(TenantId tenant, Sink sink) {
        return database.snapshot(tenant, handle -> {
            List<Table> tables = handle.createQuery(TABLES)
                    .map((row, context) -> new Table(
                            row.getBoolean(1) ? row.getString(3) : row.getString(2) + "." + row.getString(3),
                            List.of((String[]) row.getArray(4).getArray()),
                            List.of((String[]) row.getArray(5).getArray())))
                    .list();
            for (Table table : tables) {
                try {
                    sink.take(table, out -> rows(handle, table, out));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
            return tables;
        });
    }

    private static void rows(Handle handle, Table table, OutputStream out) throws IOException {
        String columns = String.join(
                ", ", table.columns.stream().map(TenantExportStore::quoted).toList());
        String name = String.join(
                ".",
                List.of(table.name.split("\\.")).stream()
                        .map(TenantExportStore::quoted)
                        .toList());
        ResultIterable<String> rows = handle.createQuery(
                        "select row_to_json(r)::text from (select " + columns + " from " + name + ") r")
                .setFetchSize(FETCH)
                .mapTo(String.class);
        try (var lines = rows.iterator()) {
            writeAll(lines, out);
        }
    }

    private static void writeAll(Iterator<String> lines, OutputStream out) throws IOException {
        while (lines.hasNext()) {
            out.write(lines.next().getBytes(StandardCharsets.UTF_8));
            out.write('\n');
        }
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
