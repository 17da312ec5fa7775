/// What one shift leaves to the next, and that the next took it over. Reads alerts and silences by what alert tells.
@NullMarked
package io.dotmac.server.alert.handover;

import org.jspecify.annotations.NullMarked;
