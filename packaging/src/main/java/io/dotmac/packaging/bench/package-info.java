/// The budgets, measured: `make bench`.
///
/// Every figure stands beside a floor that does the same work in the same run, since machines are shared and noisy;
/// quote ratios and medians. Nothing here is asserted.
@NullMarked
package io.dotmac.packaging.bench;

import org.jspecify.annotations.NullMarked;
