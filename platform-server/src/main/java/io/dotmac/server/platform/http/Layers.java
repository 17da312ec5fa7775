package io.dotmac.server.platform.http;

import java.util.List;

/// Filters around a handler, outermost first.
///
/// @param filters in order
record Layers(List<Layer> filters) {
    Layers {
        filters = List.copyOf(filters);
    }

    /// A filter and what it is called.
    ///
    /// @param name as in the documentation
    /// @param filter does it
    record Layer(String name, Filter filter) {}

    Answer run(Call call) {
        return from(0, call);
    }

    List<String> names() {
        return filters.stream().map(Layer::name).toList();
    }

    private Answer from(int index, Call call) {
        if (index == filters.size()) {
            return call.route().handler().handle(call);
        }
        return filters.get(index).filter().apply(call, () -> from(index + 1, call));
    }
}
