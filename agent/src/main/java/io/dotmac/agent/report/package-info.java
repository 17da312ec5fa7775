/// Turns what the probes find into numbered reports: changes at once, everything at the regular pace.
///
/// In: states and samples. Out: [io.dotmac.model.report.Report], each with its number for good.
@NullMarked
package io.dotmac.agent.report;

import org.jspecify.annotations.NullMarked;
