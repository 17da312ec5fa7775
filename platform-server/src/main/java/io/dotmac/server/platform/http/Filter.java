package io.dotmac.server.platform.http;

/// A layer around every handler.
@FunctionalInterface
interface Filter {
    /// Answers, usually by asking `next`.
    Answer apply(Call call, Next next);

    /// The layers below.
    @FunctionalInterface
    interface Next {
        /// Goes on inwards.
        Answer proceed();
    }
}
