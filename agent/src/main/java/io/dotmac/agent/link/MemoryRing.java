package io.dotmac.agent.link;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Keeps the newest records in memory while the disk takes none. Used under the spool's lock.
final class MemoryRing {
    private static final long MAX_BYTES = 2 << 20;

    private final Deque<Held> records = new ArrayDeque<>();
    private long bytes;
    private long next;

    /// A record and its number.
    record Held(long number, ByteBuffer record) {}

    Position add(ByteBuffer record, Consumer<ByteBuffer> lost) {
        Held held = new Held(next++, record);
        records.addLast(held);
        bytes += record.limit();
        while (bytes > MAX_BYTES && records.size() > 1) {
            Held oldest = records.removeFirst();
            bytes -= oldest.record().limit();
            lost.accept(oldest.record());
        }
        return new Position(Position.MEMORY, held.number());
    }

    @Nullable Held oldest() {
        return records.peekFirst();
    }

    boolean holds(Position position) {
        return records.stream().anyMatch(held -> held.number() == position.offset());
    }

    /// The record, if it was there.
    Optional<ByteBuffer> remove(Position position) {
        Optional<Held> found = records.stream()
                .filter(held -> held.number() == position.offset())
                .findFirst();
        found.ifPresent(held -> {
            records.remove(held);
            bytes -= held.record().limit();
        });
        return found.map(Held::record);
    }

    long bytes() {
        return bytes;
    }

    int size() {
        return records.size();
    }
}
