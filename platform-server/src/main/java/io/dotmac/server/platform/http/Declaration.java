package io.dotmac.server.platform.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// What a route says of itself: the server acts on it, and the OpenAPI document is made from it.
///
/// @param id of the operation, unique, for example `listCustomers`; empty where the route is not declared
/// @param summary one line
/// @param tag the group it belongs to, empty for the first part of its path
/// @param parameters in path and query, those of lists excepted
/// @param request wire record of the body
/// @param reply what is answered
/// @param refusals statuses of refusals beyond those that every such route can give
/// @param rate how often it may be called
/// @param key whether an `Idempotency-Key` is heeded
/// @param cachedAs resource whose answers are kept for five minutes
/// @param changes resources whose kept answers a call makes stale
/// @param versioned whether it speaks `ETag`, `If-Match`, `If-None-Match`
/// @param flag setting under `features` without which it is not served
/// @param body bounds of the body
public record Declaration(
        String id,
        String summary,
        String tag,
        List<Parameter> parameters,
        Optional<Class<?>> request,
        Reply reply,
        Set<Integer> refusals,
        RateClass rate,
        KeyUse key,
        Optional<String> cachedAs,
        Set<String> changes,
        boolean versioned,
        Optional<String> flag,
        BodyBounds body) {
    /// Nothing said yet.
    static final Declaration NONE = new Declaration(
            "",
            "",
            "",
            List.of(),
            Optional.empty(),
            new Reply.Nothing(),
            Set.of(),
            RateClass.API,
            KeyUse.IGNORED,
            Optional.empty(),
            Set.of(),
            false,
            Optional.empty(),
            BodyBounds.USUAL);

    /// Copies what it holds.
    public Declaration {
        parameters = List.copyOf(parameters);
        refusals = Set.copyOf(refusals);
        changes = Set.copyOf(changes);
    }

    /// Whether a call may carry an `Idempotency-Key`.
    public enum KeyUse {
        /// It is not looked at.
        IGNORED,
        /// It may.
        HEEDED,
        /// It must: money and provisioning.
        REQUIRED
    }

    /// Most bytes of a body.
    ///
    /// @param wire as it comes
    /// @param inflated after decompression
    public record BodyBounds(int wire, int inflated) {
        /// 1 MiB either way.
        static final BodyBounds USUAL = new BodyBounds(Bodies.LIMIT, Bodies.LIMIT);
    }

    /// The same with something else.
    Declaration edited(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.finish();
    }

    /// A declaration being written.
    static final class Draft {
        String id;
        String summary;
        String tag;
        List<Parameter> parameters;
        Optional<Class<?>> request;
        Reply reply;
        Set<Integer> refusals;
        RateClass rate;
        KeyUse key;
        Optional<String> cachedAs;
        Set<String> changes;
        boolean versioned;
        Optional<String> flag;
        BodyBounds body;

        private Draft(Declaration from) {
            id = from.id;
            summary = from.summary;
            tag = from.tag;
            parameters = new ArrayList<>(from.parameters);
            request = from.request;
            reply = from.reply;
            refusals = from.refusals;
            rate = from.rate;
            key = from.key;
            cachedAs = from.cachedAs;
            changes = from.changes;
            versioned = from.versioned;
            flag = from.flag;
            body = from.body;
        }

        private Declaration finish() {
            return new Declaration(
                    id,
                    summary,
                    tag,
                    parameters,
                    request,
                    reply,
                    refusals,
                    rate,
                    key,
                    cachedAs,
                    changes,
                    versioned,
                    flag,
                    body);
        }
    }
}
