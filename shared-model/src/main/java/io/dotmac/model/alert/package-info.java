/// Alerts: what is wrong, since when, why, and who has it.
@NullMarked
package io.dotmac.model.alert;

import org.jspecify.annotations.NullMarked;
