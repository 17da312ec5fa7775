package io.dotmac.console.view;

import io.dotmac.console.Observable;
import io.dotmac.console.Value;
import io.dotmac.console.resource.Section;
import java.util.List;

/// What can be told of a row beyond the row itself, fetched when somebody looks.
///
/// @param <R> kind of row
interface Further<R> {
    /// What is known by now; the rest is fetched in the background. Never blocks.
    List<Section> of(R row);

    /// Title of the section that it is told before.
    String before();

    /// Grows when there is more to tell.
    Observable<Long> changes();

    /// Nothing.
    static <R> Further<R> none() {
        Value<Long> never = new Value<>(0L);
        return new Further<>() {
            @Override
            public List<Section> of(R row) {
                return List.of();
            }

            @Override
            public String before() {
                return "";
            }

            @Override
            public Observable<Long> changes() {
                return never;
            }
        };
    }
}
