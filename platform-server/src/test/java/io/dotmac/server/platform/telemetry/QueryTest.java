package io.dotmac.server.platform.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Names and normalised texts of statements.
class QueryTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "select u.id from public.users u where u.email = :email | select public.users",
                "insert into fleet.samples (a) select ? from unnest(?) as r (a) | insert fleet.samples",
                "update fleet.nodes set state = 'UP' where id = ? | update fleet.nodes",
                "delete from only fleet.gaps where at < :at | delete fleet.gaps",
                "select set_config('dotmac.tenant', ?, true) | select set_config",
                "with gone as (delete from auth.tokens where used returning 1) select count(*) from gone | delete auth.tokens",
                "with due as (select id from jobs for update skip locked) update jobs set taken = true | update jobs",
                "select 1 | select",
                "select * from a for update | select a",
            })
    void nameIsVerbAndTable(String sql, String name) {
        assertThat(Query.of(sql).name()).isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "select * from t where mail = 'joe@example.org' and n = 42 | select * from t where mail = ? and n = ?",
                "select 'it''s' , -1.5e3 from t2 | select ? , ? from t2",
                "select $$secret 1$$ from t -- a secret | select ? from t",
                "select * from t where id in (1, 2, 3) | select * from t where id in (?, ...)",
                "select *   from /* secret */ t  limit :limit | select * from t limit :limit",
            })
    void textHasNoValues(String sql, String text) {
        assertThat(Query.of(sql).text()).isEqualTo(text);
    }
}
