/// Tells people and programs of alerts: the right ones, once, and others when nobody takes them on.
///
/// In: events `alert.fired`, `alert.changed` and `alert.resolved`, and what is known of an alert when it is told. Out:
/// e-mail, webhooks, chats, pagers, and events `notification.failed`. What is to be told is decided for a group of
/// alerts under a lock of its row, written down, and then sent by whichever server claims it. Calls tenant and audit.
@NullMarked
package io.dotmac.server.notification;

import org.jspecify.annotations.NullMarked;
