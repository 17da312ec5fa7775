package io.dotmac.server.platform.http;

import io.dotmac.server.platform.http.Declaration.KeyUse;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Holds a call against what its route declares: what it accepts and brings, the version it is based on, its key, its
/// parameters. What does not fit is refused here, so that handlers see whole calls only.
final class Contract {
    private static final Set<String> ANY = Set.of("*/*", "application/*", "application/json", Problems.PROBLEM_JSON);

    private final Parameters parameters;
    private final Set<String> features;

    /// @param features that are on
    Contract(Parameters parameters, Set<String> features) {
        this.parameters = parameters;
        this.features = Set.copyOf(features);
    }

    void check(Call call) {
        Route route = call.route();
        Declaration declaration = route.declaration();
        if (declaration.flag().isPresent()
                && !features.contains(declaration.flag().get())) {
            throw Refusal.of(
                    404, "FEATURE_DISABLED", "feature " + declaration.flag().get() + " is not switched on here");
        }
        acceptable(call, declaration.reply());
        if (declaration.request().isPresent()) {
            json(call);
        }
        if (declaration.versioned()
                && !route.isRead()
                && call.header("If-Match").isEmpty()) {
            throw Refusal.of(
                    428,
                    "VERSION_REQUIRED",
                    "If-Match is missing, must be the ETag of what is changed, as GET answers it");
        }
        if (declaration.key() == KeyUse.REQUIRED
                && call.header(Idempotency.HEADER).isEmpty()) {
            throw Refusal.of(
                    400, "KEY_REQUIRED", Idempotency.HEADER + " is missing, must be a new UUID for each order");
        }
        parameters.check(call);
    }

    private static void acceptable(Call call, Reply reply) {
        Optional<String> accept = call.header("Accept");
        if (accept.isEmpty()) {
            return;
        }
        String raw = reply instanceof Reply.Raw(var contentType) ? contentType : "application/json";
        String family = raw.substring(0, raw.indexOf('/')) + "/*";
        boolean fits = Arrays.stream(accept.get().split(","))
                .map(part -> bare(part))
                .anyMatch(type -> type.equals(raw) || type.equals(family) || ANY.contains(type));
        if (!fits) {
            throw Refusal.of(406, "NOT_ACCEPTABLE", "Accept is " + shown(accept.get()) + ", must allow " + raw);
        }
    }

    private static void json(Call call) {
        call.header("Content-Type").map(Contract::bare).ifPresent(type -> {
            if (!type.equals("application/json")) {
                throw Refusal.of(
                        415, "UNSUPPORTED_TYPE", "Content-Type is " + shown(type) + ", must be application/json");
            }
        });
    }

    private static String bare(String type) {
        int parameters = type.indexOf(';');
        return (parameters < 0 ? type : type.substring(0, parameters)).strip().toLowerCase(Locale.ROOT);
    }

    private static String shown(String text) {
        return text.length() > 80 ? text.substring(0, 80) + "..." : text;
    }
}
