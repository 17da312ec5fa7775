/// Brings reports to the server: enrolment, access, sending, and a spool on disk for as long as the server is away.
///
/// In: numbered reports. A report is either acknowledged by the server or in the spool; what had to be thrown away is
/// told as a gap.
@NullMarked
package io.dotmac.agent.link;

import org.jspecify.annotations.NullMarked;
