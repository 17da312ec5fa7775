package io.dotmac.server.notification;

import io.dotmac.server.platform.db.SqlFailure;
import io.dotmac.server.platform.http.Refusal;
import java.util.function.Supplier;

/// Names that a tenant gives once for each kind of thing.
final class Names {
    private Names() {}

    /// Does `work`, whose unique index tells that `name` is taken, whoever comes first.
    static <T> T unlessTaken(String name, Supplier<T> work) {
        try {
            return work.get();
        } catch (SqlFailure e) {
            if (e.isDuplicate()) {
                throw Refusal.conflict("NAME_TAKEN", "another one is called " + name);
            }
            throw e;
        }
    }
}
