package io.dotmac.server.platform.secret;

import io.dotmac.server.platform.db.Database;
import java.util.List;

/// Rows of `public.field_keys`: keys that are themselves encrypted, by number.
final class FieldKeyStore {
    private final Database database;

    FieldKeyStore(Database database) {
        this.database = database;
    }

    /// A key as it lies there.
    ///
    /// @param id number in ciphertexts; 0 is the key of blind indexes
    /// @param wrapped encrypted by the keeper whom it names
    record Wrapped(int id, String wrapped) {}

    /// All that are not retired, by number.
    List<Wrapped> all() {
        return database.shared(handle -> handle.createQuery(
                        "select id, wrapped from public.field_keys where retired_at is null order by id")
                .map((row, context) -> new Wrapped(row.getInt(1), row.getString(2)))
                .list());
    }

    /// Keeps `key` unless there is one of that number already.
    void insertIfAbsent(Wrapped key) {
        database.shared(handle -> handle.createUpdate(
                        "insert into public.field_keys (id, wrapped) values (:id, :wrapped) on conflict do nothing")
                .bind("id", key.id)
                .bind("wrapped", key.wrapped)
                .execute());
    }

    /// Keeps `key` in another wrapping, unless somebody else has just done so.
    void replace(Wrapped key, String wrapped) {
        database.shared(handle -> handle.createUpdate(
                        "update public.field_keys set wrapped = :again where id = :id and wrapped = :wrapped")
                .bind("again", wrapped)
                .bind("id", key.id)
                .bind("wrapped", key.wrapped)
                .execute());
    }

    /// Forgets the key of that number for good; `false` where its successor is younger than ten minutes or missing.
    boolean retire(int id) {
        return database.shared(handle -> handle.createUpdate("""
                                update public.field_keys k set retired_at = now(), wrapped = ''
                                where id = :id and retired_at is null and exists (
                                  select 1 from public.field_keys s
                                  where s.id > k.id and s.created_at <= now() - interval '10 minutes')
                                """).bind("id", id).execute()) == 1;
    }
}
