/// Facts in the past tense: written to an outbox in the transaction that makes them true, relayed in order, dealt with
/// by consumers at least once and, since each notes what it has done in its own transaction, once in effect.
///
/// ```
/// Outbox ─▶ public.outbox ─▶ EventRelay ─▶ EventBus (Redis stream, or this process) ─▶ Delivery ─▶ EventHandler
///                                                                                        └─▶ public.dead_letters
/// ```
@NullMarked
package io.dotmac.server.platform.event;

import org.jspecify.annotations.NullMarked;
