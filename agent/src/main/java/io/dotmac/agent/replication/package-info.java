/// Joins what both sides of a copy say into one link with a lag that is true.
///
/// In: a [io.dotmac.agent.replication.Member] per reading. Out: replication links. Knows no database's language.
@NullMarked
package io.dotmac.agent.replication;

import org.jspecify.annotations.NullMarked;
