/// Puts what is to be told into words, and hands it to mail servers, webhooks and chats.
///
/// In: a notice and where it is to go. Out: whether it was taken, may be taken later, or never will. Knows no table.
@NullMarked
package io.dotmac.server.notification.send;

import org.jspecify.annotations.NullMarked;
