package io.dotmac.model.notification;

import io.dotmac.model.Check;
import java.util.List;

/// How a person is reached.
///
/// @param methods in order; none when the person cannot be on call
public record Contacts(List<ContactMethod> methods) {
    /// Of somebody who named none.
    public static final Contacts NONE = new Contacts(List.of());

    private static final int MOST = 10;

    /// Refuses too many, and a receiver that is named twice.
    public Contacts {
        methods = List.copyOf(methods);
        Check.range("number of methods", methods.size(), 0, MOST);
        if (methods.stream().map(ContactMethod::receiver).distinct().count() < methods.size()) {
            throw new IllegalArgumentException("methods name a receiver twice, must name each once");
        }
    }
}
