package io.dotmac.agent.collect.kubernetes;

import io.dotmac.agent.probe.Faults;
import io.dotmac.model.fleet.ErrorClass;
import io.kubernetes.client.openapi.ApiException;
import java.util.Locale;

/// Why a kind of thing is not seen.
///
/// @param verb that fails, `list` or `watch`
/// @param error where it fails
/// @param why for an operator
record Blind(String verb, ErrorClass error, String why) {
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;

    static Blind of(String verb, ApiException failure) {
        int status = failure.getCode();
        ErrorClass error = classOf(failure);
        String why = status == 0 ? error.name().toLowerCase(Locale.ROOT).replace('_', ' ') : "status " + status;
        return new Blind(verb, error, why);
    }

    static ErrorClass classOf(ApiException failure) {
        return switch (failure.getCode()) {
            case 0 -> Faults.classOf(failure);
            case UNAUTHORIZED -> ErrorClass.AUTH;
            case FORBIDDEN -> ErrorClass.PERMISSION;
            default -> ErrorClass.PROTOCOL;
        };
    }

    /// Whether this log-in may not.
    boolean forbidden() {
        return error == ErrorClass.AUTH || error == ErrorClass.PERMISSION;
    }

    String cause() {
        return forbidden()
                ? "this log-in may not " + verb + " them: " + why
                : "they cannot be " + (verb.equals("list") ? "listed" : "watched") + ": " + why;
    }
}
