package io.dotmac.console.resource;

import io.dotmac.console.live.Seen;
import io.dotmac.model.fleet.Severity;
import io.dotmac.model.live.LiveRow;

/// A [ResourceView] whose rows are wire records as this console last heard of them.
///
/// @param <R> the wire record
interface SeenView<R extends LiveRow> extends ResourceView<Seen<R>> {
    @Override
    default Severity severity(Seen<R> row) {
        return row.severity();
    }

    @Override
    default String key(Seen<R> row) {
        return row.row().key();
    }

    @Override
    default boolean stale(Seen<R> row) {
        return row.stale();
    }

    @Override
    default boolean direct(Seen<R> row) {
        return row.direct();
    }

    @Override
    default String tenant(Seen<R> row) {
        return row.row().tenant();
    }

    @Override
    default LiveRow wire(Seen<R> row) {
        return row.row();
    }
}
