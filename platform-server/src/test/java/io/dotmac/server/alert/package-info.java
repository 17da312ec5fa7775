/// Tests of alerts.
@NullMarked
package io.dotmac.server.alert;

import org.jspecify.annotations.NullMarked;
