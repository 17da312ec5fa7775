package io.dotmac.server.platform.db.migration;

import io.dotmac.server.platform.db.MigrationFile;
import io.dotmac.server.platform.db.MigrationSet;
import io.dotmac.server.platform.db.Tx;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Runs one set of migrations in one schema, inside the caller's transaction: all of it happens or nothing, and whoever
/// comes at the same time waits and then finds it done. What ran stands in the schema's table `_migrations`.
final class SchemaMigration {
    private static final Logger LOG = System.getLogger(SchemaMigration.class.getName());
    private static final Pattern WORD = Pattern.compile("\\$\\{([a-z]+)}");
    private static final String TABLE = """
            create table if not exists {schema}._migrations (
              version    text primary key,
              name       text not null,
              checksum   text not null,
              applied_at timestamptz not null default now(),
              millis     bigint not null
            )
            """;

    /// Earlier builds kept the same facts in another shape.
    private static final String ADOPT = """
            do $$
            begin
              if exists (select 1 from pg_attribute
                         where attrelid = to_regclass('{schema}._migrations') and attname = 'installed_rank') then
                alter table {schema}._migrations rename to _migrations_before;
                alter table {schema}._migrations_before drop constraint _migrations_pk;
                {table};
                insert into {schema}._migrations select version, script, '', installed_on, execution_time
                from {schema}._migrations_before where success and version <> '0';
                drop table {schema}._migrations_before;
              end if;
            end
            $$
            """;

    private final MigrationSet set;
    private final String schema;
    private final Map<String, String> words;

    /// @param set what is to be there
    /// @param schema where; already known to be a plain name
    /// @param words what `${word}` stands for in the files
    SchemaMigration(MigrationSet set, String schema, Map<String, String> words) {
        this.set = set;
        this.schema = schema;
        this.words = Map.copyOf(words);
    }

    /// Runs what has not run yet; returns how many that were.
    int up(Tx tx) {
        lock(tx);
        execute(tx, "adopting earlier migrations", named(ADOPT.replace("{table}", TABLE)));
        execute(tx, "making the table of migrations", named(TABLE));
        NavigableMap<String, String> done = done(tx);
        int count = 0;
        for (MigrationFile file : set.files()) {
            if (!done.containsKey(file.version())) {
                run(tx, file);
                count++;
            } else if (!Set.of("", file.checksum()).contains(done.get(file.version()))) {
                throw new MigrationFailed("migration " + file.name() + " was changed after it ran in schema " + schema);
            }
        }
        if (done.size() + count > set.level()) {
            LOG.log(
                    Level.WARNING,
                    "a newer program has migrated schema={0} ran={1} known={2}",
                    schema,
                    done.size() + count,
                    set.level());
        }
        return count;
    }

    /// Undoes the last that ran; returns its name, or empty when none has run.
    Optional<String> down(Tx tx) {
        lock(tx);
        Optional<String> last = exists(tx) ? last(tx) : Optional.empty();
        if (last.isEmpty()) {
            return last;
        }
        String version = last.get();
        MigrationFile file = set.files().stream()
                .filter(one -> one.version().equals(version))
                .findAny()
                .orElseThrow(() -> new MigrationFailed(
                        "migration " + version + " of schema " + schema + " is not known to this program"));
        String undo = file.undoSql()
                .orElseThrow(() ->
                        new MigrationFailed("migration " + file.name() + " cannot be undone: it has no .down.sql"));
        execute(tx, "undoing of " + file.name(), replaced(undo, file.name()));
        tx.handle().execute("delete from " + schema + "._migrations where version = ?", version);
        return Optional.of(file.name());
    }

    /// Version of the last that ran.
    private Optional<String> last(Tx tx) {
        return tx.handle()
                .createQuery(
                        "select version from " + schema + "._migrations order by applied_at desc, version desc limit 1")
                .mapTo(String.class)
                .findOne();
    }

    /// Checksum by version of what ran.
    NavigableMap<String, String> done(Tx tx) {
        NavigableMap<String, String> done = new TreeMap<>();
        tx.handle()
                .createQuery("select version, checksum from " + schema + "._migrations")
                .map((row, context) -> Map.entry(row.getString(1), row.getString(2)))
                .forEach(one -> done.put(one.getKey(), one.getValue()));
        return done;
    }

    /// When each ran, by name.
    NavigableMap<String, String> ran(Tx tx) {
        NavigableMap<String, String> ran = new TreeMap<>();
        tx.handle()
                .createQuery(
                        "select name, to_char(applied_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS') || ' UTC' from "
                                + schema + "._migrations")
                .map((row, context) -> Map.entry(row.getString(1), row.getString(2)))
                .forEach(one -> ran.put(one.getKey(), one.getValue()));
        return ran;
    }

    /// Whether anything ever ran.
    boolean exists(Tx tx) {
        return tx.handle()
                .createQuery("select to_regclass(:table) is not null")
                .bind("table", schema + "._migrations")
                .mapTo(Boolean.class)
                .one();
    }

    private void run(Tx tx, MigrationFile file) {
        long start = System.nanoTime();
        execute(tx, "migration " + file.name(), replaced(file.sql(), file.name()));
        tx.handle()
                .execute(
                        "insert into " + schema + "._migrations (version, name, checksum, millis) values (?, ?, ?, ?)",
                        file.version(),
                        file.name(),
                        file.checksum(),
                        (System.nanoTime() - start) / 1_000_000);
    }

    private void lock(Tx tx) {
        tx.handle()
                .createQuery("select pg_advisory_xact_lock(hashtext('dotmac migrations'), hashtext(:schema))::text,"
                        + " set_config('search_path', :path, true)")
                .bind("schema", schema)
                .bind("path", schema.equals("public") ? "public" : schema + ", public")
                .mapTo(String.class)
                .one();
    }

    private String named(String sql) {
        return sql.replace("{schema}", schema);
    }

    private void execute(Tx tx, String what, String sql) {
        Script.run(tx, what + " in schema " + schema, sql);
    }

    private String replaced(String sql, String name) {
        return WORD.matcher(sql).replaceAll(found -> {
            String value = words.get(found.group(1));
            if (value == null) {
                throw new MigrationFailed(
                        "migration " + name + " has " + found.group() + ", known are " + new TreeMap<>(words).keySet());
            }
            return Matcher.quoteReplacement(value);
        });
    }
}
