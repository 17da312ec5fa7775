package io.dotmac.packaging.bench;

import java.util.List;
import java.util.function.Supplier;

/// A route that is measured, and the statements that its floor runs.
///
/// @param id of the budget
/// @param what it does
/// @param request makes the bytes of one request
/// @param floor statements that do the same in the database; none where the floor is that of the subject before
record Subject(String id, String what, Supplier<byte[]> request, List<String> floor) {
    Subject {
        floor = List.copyOf(floor);
    }
}
