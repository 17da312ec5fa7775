/// Who is told of alerts, how, and what he was told.
@NullMarked
package io.dotmac.model.notification;

import org.jspecify.annotations.NullMarked;
