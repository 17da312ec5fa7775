/// Tests of notifications, with real mail servers and HTTP receivers.
@NullMarked
package io.dotmac.server.notification;

import org.jspecify.annotations.NullMarked;
