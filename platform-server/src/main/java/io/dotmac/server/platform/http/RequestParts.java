package io.dotmac.server.platform.http;

import io.dotmac.server.platform.query.Cursors;

/// What every request passes on its way to a handler.
///
/// @param authenticator says who asks
/// @param whose says whose rows they mean
/// @param cookies let browsers show their token
/// @param limiter counts
/// @param cursors of lists
/// @param cache keeps answers
/// @param idempotency keeps orders from being carried out twice
public record RequestParts(
        Authenticator authenticator,
        Whose whose,
        CookieSessions cookies,
        RateLimiter limiter,
        Cursors cursors,
        AnswerCache cache,
        Idempotency idempotency) {}
