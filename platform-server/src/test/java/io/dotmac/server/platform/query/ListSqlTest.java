package io.dotmac.server.platform.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dotmac.server.platform.query.ListQuery.Page;
import io.dotmac.testing.LocalPostgres;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListSqlTest {
    private static final ListSpec SPEC = ListSpec.keyed("id", ValueType.UUID)
            .sortable("name", ValueType.TEXT)
            .sortable("created_at", ValueType.TIME)
            .sortable("size", ValueType.WHOLE)
            .filterable("status", ValueType.choice("active", "suspended", "closed"))
            .filterable("note", ValueType.TEXT)
            .orderedBy("-created_at");
    private static final Cursors CURSORS = new Cursors("secret");
    private static Jdbi jdbi;

    /// A row of the table.
    record Thing(UUID id, String name, Instant createdAt, long size) {}

    @BeforeAll
    static void fill() {
        jdbi = Jdbi.create(LocalPostgres.shared().url(LocalPostgres.shared().newDatabase()));
        jdbi.useHandle(handle -> {
            handle.execute("create table thing (id uuid primary key default gen_random_uuid(), name text not null,"
                    + " created_at timestamptz not null, size bigint not null, state text not null, note text)");
            handle.execute("insert into thing (name, created_at, size, state, note)"
                    + " select 'name ' || (n % 7), timestamptz '2026-01-01Z' + (n / 3) * interval '1 hour', n % 5,"
                    + " case n % 3 when 0 then 'active' when 1 then 'suspended' else 'closed' end,"
                    + " case when n % 2 = 0 then '100%_' || n end from generate_series(1, 100) n");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "name", "-name", "size,-name", "-size,created_at", "id", "-created_at,-size,name"})
    void pagesTogetherAreTheWholeListInOrder(String sort) {
        List<Thing> all = pages(sort, "", 7);
        String order = sort.isEmpty() ? "-created_at" : sort;

        assertThat(all).hasSize(100).doesNotHaveDuplicates();
        assertThat(all).extracting(Thing::id).isEqualTo(wholeList(order));
    }

    @Test
    void rowsThatComeInBetweenShiftNothing() {
        Page<Thing> first = page(Map.of("limit", "10", "filter", "name!=new"));
        jdbi.useHandle(handle -> handle.execute("insert into thing (name, created_at, size, state)"
                + " values ('new', timestamptz '2027-01-01Z', 1, 'active')"));

        Page<Thing> second = page(Map.of(
                "limit", "10", "filter", "name!=new", "cursor", first.next().orElseThrow()));

        assertThat(second.rows()).doesNotContainAnyElementsOf(first.rows());
        List<UUID> both = new ArrayList<>(first.rows().stream().map(Thing::id).toList());
        both.addAll(second.rows().stream().map(Thing::id).toList());
        List<Thing> whole = page(Map.of("limit", "20", "filter", "name!=new")).rows();
        assertThat(both).isEqualTo(whole.stream().map(Thing::id).toList());
        jdbi.useHandle(handle -> handle.execute("delete from thing where name = 'new'"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "status=active                                 | 33",
                "status=active,closed                          | 66",
                "status!=active                                | 67",
                "created_at>=2026-01-02                        | 29",
                "created_at<2026-01-01T01:00:00Z               | 2",
                "size>3 status=closed                          | 6",
                "name=\"name 3\"                               | 14",
                "name~\"NAME 3\"                               | 14",
                "note=                                         | 50",
                "note!=                                        | 50",
                "note~%_                                       | 50",
                "note~\"' or 1=1 --\"                          | 0",
            })
    void filterKeepsWhatMatches(String filter, int count) {
        assertThat(pages("", filter, 50)).hasSize(count);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "filter | colour=red             | names colour, must be one of",
                "filter | status=blue            | status is blue, must be one of active, suspended, closed",
                "filter | size                   | has no operator after size",
                "filter | size=many              | size is many, must be a whole number",
                "filter | size=1 ;drop           | has ; at position 8",
                "filter | size~1                 | for texts",
                "filter | id>a                   | must be a UUID",
                "filter | note=\"open            | not closed",
                "filter | created_at>yesterday   | must be a time such as",
                "sort   | colour                 | names colour, must be one of",
                "sort   | status                 | names status, must be one of",
                "sort   | name,-name             | each once",
                "limit  | 201                    | must be a number from 1 to 200",
                "limit  | 0                      | must be a number from 1 to 200",
                "limit  | x                      | must be a number from 1 to 200",
                "cursor | AAAA                   | is not one of this list",
                "cursor | %%%                    | is not one of this list",
            })
    void whatIsNotOfferedIsRefusedByName(String parameter, String value, String message) {
        assertThatThrownBy(() -> query(Map.of(parameter, value)))
                .isInstanceOfSatisfying(
                        BadQuery.class, e -> assertThat(e.parameter()).isEqualTo(parameter))
                .hasMessageContaining(message);
    }

    @Test
    void cursorIsGoodForItsOwnerOrderAndFilterOnly() {
        String cursor = page(Map.of("limit", "3")).next().orElseThrow();

        assertThatThrownBy(() -> query(Map.of("cursor", cursor, "sort", "name")))
                .isInstanceOf(BadQuery.class);
        assertThatThrownBy(() -> query(Map.of("cursor", cursor, "filter", "size=1")))
                .isInstanceOf(BadQuery.class);
        assertThatThrownBy(() -> query("other tenant", Map.of("cursor", cursor)))
                .isInstanceOf(BadQuery.class);
        assertThatThrownBy(() -> query(Map.of("cursor", changed(cursor)))).isInstanceOf(BadQuery.class);
        assertThat(query(Map.of("cursor", cursor, "limit", "9")).after()).hasSize(2);
    }

    private static String changed(String cursor) {
        char last = cursor.charAt(cursor.length() / 2);
        return cursor.replace(last, last == 'A' ? 'B' : 'A');
    }

    private static List<Thing> pages(String sort, String filter, int limit) {
        List<Thing> all = new ArrayList<>();
        Optional<String> cursor = Optional.of("");
        while (cursor.isPresent()) {
            Map<String, String> parameters = new HashMap<>();
            parameters.put("limit", Integer.toString(limit));
            parameters.put("sort", sort);
            parameters.put("filter", filter);
            parameters.put("cursor", cursor.get());
            Page<Thing> page = page(parameters);
            all.addAll(page.rows());
            cursor = page.next();
        }
        return all;
    }

    private static List<UUID> wholeList(String sort) {
        String last = sort.substring(sort.lastIndexOf(',') + 1);
        String steps = sort + (sort.contains("id") ? "" : last.startsWith("-") ? ",-id" : ",id");
        String order = steps.replaceAll("-([a-z_]+)", "$1 desc");
        return jdbi.withHandle(handle -> handle.createQuery("select id from thing order by " + order)
                .mapTo(UUID.class)
                .list());
    }

    private static Page<Thing> page(Map<String, String> parameters) {
        ListQuery query = query(parameters);
        ListSql sql = ListSql.of(query, Map.of("status", "state"));
        return query.page(jdbi.withHandle(handle -> handle.createQuery(
                        "select id, name, created_at, size from thing where " + sql.condition() + sql.tail())
                .bindMap(sql.values())
                .map((row, context) -> new Thing(
                        row.getObject("id", UUID.class),
                        row.getString("name"),
                        row.getTimestamp("created_at").toInstant(),
                        row.getLong("size")))
                .list()));
    }

    private static ListQuery query(Map<String, String> parameters) {
        return query("tenant", parameters);
    }

    private static ListQuery query(String owner, Map<String, String> parameters) {
        return ListQuery.read(
                SPEC,
                name -> Optional.ofNullable(parameters.get(name)).filter(text -> !text.isEmpty()),
                owner,
                CURSORS);
    }
}
