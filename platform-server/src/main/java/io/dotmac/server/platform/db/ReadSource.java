package io.dotmac.server.platform.db;

import java.util.Optional;
import java.util.function.Supplier;

/// Where the reads of one request were done, so that its answer can tell. For the thread that works on the request.
public final class ReadSource {
    private static final ScopedValue<ReadSource> CURRENT = ScopedValue.newInstance();

    private Optional<String> name = Optional.empty();

    private ReadSource() {}

    /// Does `work`, whose reads are noted.
    public static <T> T noted(Supplier<T> work) {
        return ScopedValue.where(CURRENT, new ReadSource()).call(work::get);
    }

    /// `replica` if any read went there, `primary` if it might have; empty where there is no replica.
    public static Optional<String> ofThisRequest() {
        return CURRENT.isBound() ? CURRENT.get().name : Optional.empty();
    }

    static void note(boolean replica) {
        if (CURRENT.isBound() && (replica || CURRENT.get().name.isEmpty())) {
            CURRENT.get().name = Optional.of(replica ? "replica" : "primary");
        }
    }
}
