/// Tests of words and of what hands them over.
@NullMarked
package io.dotmac.server.notification.send;

import org.jspecify.annotations.NullMarked;
