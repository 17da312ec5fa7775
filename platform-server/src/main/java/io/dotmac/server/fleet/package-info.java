/// Agents and what they report: enrolment, intake, latest state, samples, liveness. Calls tenant.
@NullMarked
package io.dotmac.server.fleet;

import org.jspecify.annotations.NullMarked;
