package io.dotmac.console.view;

import io.dotmac.console.resource.Column;
import io.dotmac.console.resource.ResourceView;
import io.dotmac.console.resource.SortKey;
import io.dotmac.console.view.TableViewModel.Sort;
import io.dotmac.model.fleet.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Sorts rows by one column, then the worst first, then by name; each key is worked out once.
///
/// @param <R> kind of row
final class Order<R> {
    private final ResourceView<R> resource;
    private final Column<R> column;
    private final Column<R> name;
    private final boolean descending;

    Order(ResourceView<R> resource, Sort sort) {
        this.resource = resource;
        name = resource.columns().getFirst();
        column = resource.column(sort.column()).orElse(name);
        descending = sort.descending();
    }

    List<R> sorted(List<R> rows) {
        List<Keyed<R>> keyed = new ArrayList<>(rows.size());
        for (R row : rows) {
            keyed.add(new Keyed<>(
                    row, column.sortKey(row), resource.severity(row), name.sortKey(row), resource.key(row)));
        }
        Comparator<SortKey> byValue = descending ? Comparator.reverseOrder() : Comparator.naturalOrder();
        keyed.sort(Comparator.<Keyed<R>, Boolean>comparing(row -> row.key().absent())
                .thenComparing(Keyed::key, byValue)
                .thenComparing(Keyed::severity, Comparator.reverseOrder())
                .thenComparing(Keyed::name)
                .thenComparing(Keyed::id));
        return keyed.stream().map(Keyed::row).toList();
    }

    private record Keyed<R>(R row, SortKey key, Severity severity, SortKey name, String id) {}
}
