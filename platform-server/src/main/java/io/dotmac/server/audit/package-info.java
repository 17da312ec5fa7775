/// Who did what: every change is written into a chain of hashes in the transaction that makes it. Called by every
/// feature that changes something; calls nobody.
@NullMarked
package io.dotmac.server.audit;

import org.jspecify.annotations.NullMarked;
